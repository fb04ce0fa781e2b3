package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.RetryDelayStrategy;
import com.launchdarkly.eventsource.StreamEvent;
import dev.sluice.simulator.Simulator;
import dev.sluice.system.CuttingProxy.Cut;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bare EventSource, and a bare WebSocket, with three live streams, through a network that cuts the connection at fifty random
 * places: each answer arrives as it was given, and every event once.
 */
final class EventSourceResumeIT {
    private static final int CUTS = 50;
    private static final int MOST_BYTES = 9_000;
    private static final int SILENCE_MILLIS = 1_000;
    private static final RetryDelayStrategy AS_TOLD =
            RetryDelayStrategy.defaultStrategy().backoffMultiplier(1).jitterMultiplier(0);

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_RETRY_MIN", "5ms", "SLUICE_RETRY_MAX", "25ms", "SLUICE_DISCONNECT_GRACE", "10s");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void anEventSourceThatIsCutResumesEachAnswerExactlyOnce(long seed) {
        survives(seed, Cut.CLOSE, Cut.RESET);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void anEventSourceTakesOverFromAConnectionThatStillLooksAlive(long seed) {
        survives(seed, Cut.HALF_DEAD);
    }

    @Test
    void aWebSocketResumesByTheCursorInItsUrl() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Visitor visitor = Visitor.of(node);
            Map<String, String> expected = ask(visitor, 5);
            Page page = new Page();
            try (CuttingProxy proxy = proxy(5, 25, Cut.CLOSE, Cut.RESET, Cut.HALF_DEAD)) {
                String cursor = null;
                while (page.ended() < expected.size())
                    cursor = readSocket(visitor, proxy.port(), cursor, page, expected.size());
                assertEquals(25, proxy.cuts());
            }
            check(page, expected);
        });
    }

    private static void survives(long seed, Cut... kinds) {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            Visitor visitor = Visitor.of(node);
            Map<String, String> expected = ask(visitor, seed);
            Page page = new Page();
            try (CuttingProxy proxy = proxy(seed, CUTS, kinds)) {
                readAll(visitor, proxy.port(), page, expected.size());
                assertEquals(CUTS, proxy.cuts(), "the answers ended before all cuts were made");
            }
            check(page, expected);
        });
    }

    private static CuttingProxy proxy(long seed, int cuts, Cut... kinds) throws Exception {
        System.out.println("EventSourceResumeIT seed " + seed);
        return new CuttingProxy(node.port(), new Random(seed), cuts, MOST_BYTES, kinds);
    }

    /** Three answers that run side by side for some seconds; each with the text that it must come to. */
    private static Map<String, String> ask(Visitor visitor, long seed) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            String model = "sim;ttft=" + 100 * i + ";rate=180;jitter=0.8;tokens=900;seed=" + (seed * 10 + i);
            String question = "Tell me of \"quotes\", \\ and é, please: " + i;
            expected.put(visitor.submit(model, question), Simulator.expectedText(model, Visitor.messages(question)));
        }
        return expected;
    }

    private static void readAll(Visitor visitor, int port, Page page, int answers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/channel");
        EventSource.Builder builder = new EventSource.Builder(
                        ConnectStrategy.http(uri).header("Authorization", visitor.bearer()))
                .errorStrategy(ErrorStrategy.alwaysContinue())
                .retryDelay(5, TimeUnit.MILLISECONDS)
                .retryDelayStrategy(AS_TOLD);
        try (EventSource source = builder.build()) {
            source.start();
            while (page.ended() < answers) {
                StreamEvent event = source.readAnyEvent();
                if (event instanceof MessageEvent message) page.take(message.getEventName(), message.getData());
            }
        }
    }

    /** Reads one WebSocket until it is cut or nothing more is due; yields the last id that came. */
    private static String readSocket(Visitor visitor, int port, String cursor, Page page, int answers)
            throws Exception {
        String query = cursor == null ? "" : "?cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        SocketReader reader = new SocketReader();
        WebSocket socket = null;
        try {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Authorization", visitor.bearer())
                    .subprotocols("sluice.v1")
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/channel" + query), reader)
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException cutInTheHandshake) {
            return cursor;
        }
        String last = cursor;
        while (page.ended() < answers) {
            // This client may miss that its socket is closed; silence tells, as it does a browser.
            JsonObject message = reader.next(SILENCE_MILLIS);
            if (message == null) break;
            page.take(message.getString("event"), message.getJsonObject("data"));
            if (message.getString("id") != null) last = message.getString("id");
        }
        socket.abort();
        return last;
    }

    private static void check(Page page, Map<String, String> expected) {
        List<String> texts = new ArrayList<>();
        for (String stream : expected.keySet()) {
            assertEquals("done", page.answer(stream).end());
            texts.add(page.answer(stream).text());
        }
        assertEquals(List.copyOf(expected.values()), texts);
        System.out.println(
                page.hellos() + " connections, " + page.events() + " events, " + page.snapshots() + " snapshots");
    }
}
