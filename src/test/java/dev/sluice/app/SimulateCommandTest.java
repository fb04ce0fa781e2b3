package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.net.BindException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class SimulateCommandTest {
    @Test
    void servesModelsUntilToldToStop() throws Exception {
        AtomicReference<Terminal> terminal = new AtomicReference<>();
        List<Integer> answers = new ArrayList<>();
        ProcessSignals signals = orders -> {
            Matcher m = Pattern.compile("http://127.0.0.1:\\d+/v1")
                    .matcher(terminal.get().out());
            assertTrue(m.find(), terminal.get().out());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(m.group() + "/models"));
            answers.add(status(request.build()));
            answers.add(status(request.header("authorization", "Bearer k").build()));
            orders.stop();
            Assertions.assertThrows(ConnectException.class, () -> send(request.build()));
        };
        terminal.set(new Terminal(new SimulateCommand(Main::startSimulator, signals)));
        assertEquals(0, terminal.get().execute("simulate", "--port", "0", "--api-key", "k"), terminal.get()::err);
        assertEquals(List.of(401, 200), answers);
    }

    @Test
    void aPortInUseIsOneLine() {
        Starters.OfSimulator starter =
                (vertx, host, port, key) -> Future.failedFuture(new BindException("Address already in use"));
        Terminal terminal = new Terminal(new SimulateCommand(starter, ProcessSignals.Orders::stop));
        assertEquals(1, terminal.execute("simulate"));
        assertEquals("sluice: cannot listen on 127.0.0.1:9100: Address already in use\n", terminal.err());
    }

    private static int status(HttpRequest request) {
        try {
            return send(request);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
