package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private static final Starters.OfNode READY =
            (vertx, valid, source) -> Future.succeededFuture(running(4711, 4712, Future::succeededFuture, why -> {}));

    @TempDir
    Path directory;

    private final List<String> steps = new ArrayList<>();

    private static RunningNode running(int port, int management, Supplier<Future<Void>> stop, Consumer<String> reload) {
        return new RunningNode(
                port,
                management,
                stop,
                () -> Duration.ofSeconds(5),
                reload,
                Promise.<Void>promise().future());
    }

    @Test
    void saysWhereItIsReadyAndDrainsWhenToldToStop() {
        Starters.OfNode starter = (vertx, valid, source) -> Future.succeededFuture(running(
                4711,
                4712,
                () -> {
                    steps.add("drained");
                    return Future.succeededFuture();
                },
                why -> steps.add("reloaded by " + why)));
        Terminal terminal = new Terminal(new RunCommand(Map.of(), starter, orders -> {
            steps.add("told");
            orders.reload();
            orders.stop();
        }));
        assertEquals(0, terminal.execute("run"));
        assertEquals(List.of("told", "reloaded by SIGHUP", "drained"), steps);
        assertEquals("""
                Sluice is ready on http://127.0.0.1:4711
                The demo: http://127.0.0.1:4711/demo/
                Management: http://127.0.0.1:4712
                """, terminal.out());
        assertEquals("", terminal.err());
    }

    @Test
    void aStopThatFailsIsAStopAllTheSame() {
        Starters.OfNode starter = (vertx, valid, source) -> Future.succeededFuture(running(
                1, 2, () -> Future.failedFuture(new IllegalStateException("expected in this test")), why -> {}));
        assertEquals(0, new Terminal(new RunCommand(Map.of(), starter, ProcessSignals.Orders::stop)).execute("run"));
    }

    @Test
    void anAddressThatIsAnyIsShownAsOneThatOpens() throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), """
                listen: {host: "::", allow_unauthenticated: true}
                upstreams: {a: {base_url: "http://h/v1"}}
                routes: [{model: m, upstream: a}]
                """);
        Terminal terminal = new Terminal(new RunCommand(Map.of(), READY, ProcessSignals.Orders::stop));
        assertEquals(0, terminal.execute("run", "--config", file.toString()));
        assertTrue(terminal.out().startsWith("Sluice is ready on http://localhost:4711\nManagement"), terminal.out());
    }

    @Test
    void aFaultyConfigurationStartsNothing() {
        Starters.OfNode never = (vertx, valid, source) -> {
            throw new AssertionError("started");
        };
        Terminal terminal =
                new Terminal(new RunCommand(Map.of("SLUICE_PORT", "http"), never, ProcessSignals.Orders::stop));
        assertEquals(1, terminal.execute("run"));
        assertTrue(terminal.err().startsWith("listen.port: got \"http\", expected a whole number"), terminal.err());
        assertEquals(1, terminal.err().lines().count(), terminal.err());
    }

    @Test
    void aPortInUseIsOneLineAndExitCodeOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertEquals(
                    "sluice: port in use: 127.0.0.1:" + port
                            + "; set listen.port (SLUICE_PORT) to another, or to 0 for any free one\n",
                    refused(Map.of("SLUICE_PORT", port)));
            assertEquals(
                    "sluice: port in use: 127.0.0.1:" + port
                            + "; set management.port (SLUICE_MANAGEMENT_PORT) to another\n",
                    refused(Map.of("SLUICE_PORT", "0", "SLUICE_MANAGEMENT_PORT", port)));
        }
    }

    private static String refused(Map<String, String> environment) {
        Starters.OfNode starter = (vertx, valid, source) -> {
            Future<HttpServer> main = vertx.createHttpServer()
                    .requestHandler(request -> {})
                    .listen(
                            valid.config().listen().port(),
                            valid.config().listen().host());
            return main.compose(bound -> vertx.createHttpServer()
                            .requestHandler(request -> {})
                            .listen(
                                    valid.config().management().port(),
                                    valid.config().management().host()))
                    .map(bound -> running(1, 2, Future::succeededFuture, why -> {}));
        };
        Terminal terminal = new Terminal(new RunCommand(environment, starter, ProcessSignals.Orders::stop));
        assertEquals(1, terminal.execute("run"));
        assertEquals("", terminal.out());
        return terminal.err();
    }

    @Test
    void aFailureThatItsOperatorCanMendIsOneLine() {
        Failure failure = Failure.of(Failure.Kind.UPSTREAM, "no_store", "redis: cannot be reached");
        Starters.OfNode starter = (vertx, valid, source) -> Future.failedFuture(failure.exception());
        Terminal terminal = new Terminal(new RunCommand(Map.of(), starter, ProcessSignals.Orders::stop));
        assertEquals(1, terminal.execute("run"));
        assertEquals("sluice: redis: cannot be reached\n", terminal.err());
    }
}
