package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.simulator.Ending;
import dev.sluice.simulator.ServedRequest;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the built-in provider, which writes its streams with code of its own. */
final class UpstreamWithSimulatorTest extends UpstreamTestBase {
    private static final JsonArray MESSAGES =
            new JsonArray().add(new JsonObject().put("role", "user").put("content", "Warum ist der Himmel blau?"));
    private final Told told = new Told();
    private final BlockingQueue<ServedRequest> served = new LinkedBlockingQueue<>();
    private Simulator simulator;

    private void start() throws Exception {
        simulator = new Simulator(vertx(), SimulatorOptions.local()).onEnd(served::add);
        simulator.start().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        upstream(simulator.baseUrl(), null);
    }

    @AfterEach
    void stop() throws Exception {
        if (simulator != null)
            simulator.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static UpstreamRequest ask(String model, boolean stream) {
        JsonObject body = new JsonObject().put("model", model).put("messages", MESSAGES);
        if (stream) body.put("stream", true).put("stream_options", new JsonObject().put("include_usage", true));
        return new UpstreamRequest("/chat/completions", null, body.toBuffer());
    }

    private static String text(List<ScannedChunk> chunks) {
        StringBuilder text = new StringBuilder();
        for (ScannedChunk chunk : chunks) {
            JsonArray choices = new JsonObject(chunk.chunk().json()).getJsonArray("choices");
            if (choices.isEmpty()) continue;
            text.append(choices.getJsonObject(0).getJsonObject("delta").getString("content", ""));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "crlf",
                "split",
                "nospace",
                "comment",
                "big",
                "no-done",
                "usage-cumulative",
                "crlf+split+nospace+comment+big"
            })
    void readsTheWholeTextInWhateverShape(String shape) throws Exception {
        start();
        String model = "sim-instant;tokens=60;fault=" + shape;
        onLoop(() -> upstream.stream(ask(model, true), told));
        List<String> words = told.all();
        assertEquals("opened", words.get(0));
        assertEquals("ended", words.get(words.size() - 1));
        assertEquals(Simulator.expectedText(model, MESSAGES), text(told.chunks));
        assertTrue(told.chunks.stream().anyMatch(chunk -> chunk.usage() != null));
        assertEquals(Ending.COMPLETED, served.poll(5, TimeUnit.SECONDS).ending());
    }

    @ParameterizedTest
    @CsvSource({
        "401, upstream_credential",
        "429, upstream_rate_limited",
        "500, upstream_error",
        "503, upstream_overloaded",
        "html502, upstream_error",
        "reject-stream-options, upstream_rejected",
        "error-in-200;at=0, *",
        "rst;at=-1, upstream_reset",
        "rst;at=0, upstream_reset",
        "cut;at=-1, upstream_reset",
        "cut;at=0, upstream_truncated"
    })
    void isNotOpenedByAnAnswerThatFailsAtOnce(String fault, String code) throws Exception {
        start();
        onLoop(() -> upstream.stream(ask("sim-instant;fault=" + fault, true), told));
        List<String> words = told.all();
        assertEquals(1, words.size(), words.toString());
        if (!code.equals("*")) assertEquals(code, words.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "rst, upstream_reset",
        "cut, upstream_truncated",
        "bad-json, upstream_malformed",
        "stall, upstream_idle_timeout",
        "error-in-200, *"
    })
    void failsWhereTheAnswerBreaks(String fault, String code) throws Exception {
        idle = Duration.ofMillis(150);
        start();
        onLoop(() -> upstream.stream(ask("sim-instant;tokens=50;at=7;fault=" + fault, true), told));
        List<String> words = told.all();
        assertEquals("opened", words.get(0));
        String last = words.get(words.size() - 1);
        assertTrue(code.equals("*") ? told.cause instanceof UpstreamRejectedException : code.equals(last), last);
        assertTrue(Simulator.expectedText("sim-instant;tokens=50", MESSAGES).startsWith(text(told.chunks)));
    }

    @Test
    void theProviderStopsWhenTheCallIsCancelled() throws Exception {
        start();
        StreamCall call = onLoop(() -> upstream.stream(ask("sim;ttft=1;rate=50;tokens=5000", true), told));
        assertEquals("opened", told.next());
        run(call::cancel);
        ServedRequest ended = served.poll(5, TimeUnit.SECONDS);
        assertNotNull(ended);
        assertEquals(Ending.ABORTED, ended.ending());
    }

    @Test
    void theProviderStopsWhenTheCallIsCancelledBeforeTheHead() throws Exception {
        start();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        simulator.onRequest(request -> seen.add("seen"));
        StreamCall call = onLoop(() -> upstream.stream(ask("sim;head=60000", true), told));
        assertEquals("seen", seen.poll(5, TimeUnit.SECONDS));
        run(call::cancel);
        assertEquals(Ending.ABORTED, served.poll(5, TimeUnit.SECONDS).ending());
    }

    @Test
    void passesAWholeAnswerOn() throws Exception {
        start();
        Buffer body = onLoop(() -> upstream.json(ask("sim-instant", false)))
                .answer()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .body();
        String text = new JsonObject(body)
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message")
                .getString("content");
        assertEquals(Simulator.expectedText("sim-instant", MESSAGES), text);
    }

    @Test
    void oneConnectionServesAHundredStreamsInARow() throws Exception {
        start();
        for (int i = 0; i < 100; i++) {
            Told each = new Told();
            onLoop(() -> upstream.stream(ask("sim-instant;tokens=20", true), each));
            List<String> words = each.all();
            assertEquals("ended", words.get(words.size() - 1));
            // The response ends after its marker; then the connection is free.
            while (timers.live() > 0) onLoop(() -> null);
        }
        assertEquals(1, simulator.record().counts().connected());
    }
}
