package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random answers go from OpenAI's chunks to Gemini's stream and back. */
final class StreamRoundTripTest {
    private static final int ANSWERS = 2_000;

    @ParameterizedTest
    @EnumSource(Shape.class)
    void nothingIsLostOrAdded(Shape shape) {
        for (long seed = 0; seed < ANSWERS; seed++) {
            RandomAnswer answer = new RandomAnswer(seed);
            assertEquals(answer.expected.toString(), Summary.of(answer.chunks).toString(), "the oracle, seed " + seed);
            List<Buffer> events = events(shape, written(shape, answer));
            assertEquals(
                    answer.expected.toString(), Summary.of(read(events, seed)).toString(), shape + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void theScanSaysWhatTheReaderSays(Shape shape) {
        for (long seed = 0; seed < ANSWERS; seed++) {
            GeminiReader reader = new GeminiReader("chatcmpl-1", 1, "m");
            GeminiScan scan = new GeminiScan();
            for (Buffer event : events(shape, written(shape, new RandomAnswer(seed)))) {
                List<ScannedChunk> read = reader.read(event);
                ScannedChunk scanned = scan.scan(event);
                String message = "seed " + seed + ", event " + event;
                assertEquals(read.stream().anyMatch(ScannedChunk::content), scanned.content(), message);
                assertEquals(
                        last(read.stream().map(ScannedChunk::finishReason).toList()), scanned.finishReason(), message);
                assertEquals(last(read.stream().map(ScannedChunk::usage).toList()), scanned.usage(), message);
                assertEquals(reader.finished(), scan.finished(), message);
            }
            assertTrue(scan.finished());
        }
    }

    private static <T> T last(List<T> values) {
        T last = null;
        for (T value : values) if (value != null) last = value;
        return last;
    }

    /** As a response would bring it, with a heartbeat here and there. */
    private static Buffer written(Shape shape, RandomAnswer answer) {
        GeminiWriter writer = new GeminiWriter(shape, "r", "m", true);
        Buffer out = writer.heartbeat();
        for (ScannedChunk chunk : answer.chunks)
            out.appendBuffer(writer.chunk(chunk.chunk())).appendBuffer(writer.heartbeat());
        boolean told = answer.chunks.size() % 2 == 0;
        Usage usage = told ? answer.expected.usage : null;
        out.appendBuffer(writer.done(told ? answer.expected.finish : null, usage));
        assertEquals(0, writer.done("stop", null).length());
        assertFalse(out.toString().contains("[DONE]"));
        return out;
    }

    private static List<Buffer> events(Shape shape, Buffer bytes) {
        List<Buffer> events = new ArrayList<>();
        if (shape == Shape.EVENTS) new SseParser(1 << 20, event -> events.add(event.data())).feed(bytes);
        else for (Object each : new JsonArray(bytes)) events.add(((JsonObject) each).toBuffer());
        return events;
    }

    /** Checks on the way that each chunk is what a scan of its JSON says. */
    private static List<ScannedChunk> read(List<Buffer> events, long seed) {
        GeminiReader reader = new GeminiReader("chatcmpl-" + seed, 1, "m");
        List<ScannedChunk> chunks = new ArrayList<>();
        for (Buffer event : events) {
            assertFalse(reader.finished());
            for (ScannedChunk chunk : reader.read(event)) {
                ScannedChunk scanned = OpenAiChunks.scan(chunk.chunk().json());
                assertEquals(scanned.content(), chunk.content(), () -> "" + chunk);
                assertEquals(scanned.finishReason(), chunk.finishReason(), () -> "" + chunk);
                assertEquals(scanned.usageOnly(), chunk.usageOnly(), () -> "" + chunk);
                assertEquals(scanned.chunk().mergeable(), chunk.chunk().mergeable(), () -> "" + chunk);
                assertEquals(scanned.chunk().textFrom(), chunk.chunk().textFrom(), () -> "" + chunk);
                assertEquals(scanned.chunk().textTo(), chunk.chunk().textTo(), () -> "" + chunk);
                chunks.add(chunk);
            }
        }
        assertTrue(reader.finished());
        return chunks;
    }
}
