package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every event is one line of valid JSON that says what was meant, whatever the text is made of. */
final class WireTest {
    private static final StreamId STREAM = new StreamId("st_1");
    private static final int ROUNDS = 2_000;

    private static final Random RANDOM = seeded();

    private final Random random = RANDOM;

    @Test
    void everyFrameIsOneEventWithItsStreamAndSeq() {
        for (int i = 1; i <= ROUNDS; i++) {
            Frame frame = new Frame(STREAM, i, event());
            JsonObject json = json(frame);
            assertEquals("st_1", json.getString("stream"));
            assertEquals(i, json.getLong("seq"));
        }
    }

    @Test
    void aChunkArrivesAsTheProviderSentIt() {
        for (int i = 1; i <= ROUNDS; i++) {
            StreamEvent.Chunk chunk = Chunks.any(random);
            assertEquals(
                    chunk.json().toJsonObject(),
                    json(new Frame(STREAM, i, chunk)).getJsonObject("chunk"));
        }
    }

    @Test
    void mergedDeltasSayWhatTheySaidOneByOne() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Frame> frames = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int n = 2 + random.nextInt(20); n > 0; n--) {
                String piece = Chunks.nasty(random) + "x";
                StreamEvent.Chunk chunk = Chunks.text(piece);
                assertTrue(chunk.mergeable(), () -> "not mergeable: " + chunk.json());
                text.append(piece);
                frames.add(new Frame(STREAM, 7 + frames.size(), chunk));
            }
            JsonObject json = oneLine(Wire.merged(frames, 0, frames.size()));
            assertEquals(7, json.getLong("from"));
            assertEquals(6 + frames.size(), json.getLong("seq"));
            assertEquals(text.toString(), ModelStream.text(json.getJsonObject("chunk")));
        }
    }

    @Test
    void aSnapshotSaysAllThatWasSaid() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            List<Frame> frames = new ArrayList<>();
            frames.add(new Frame(STREAM, 1, new StreamEvent.Start(Chunks.nasty(random), new TabId("t"))));
            StringBuilder text = new StringBuilder();
            StringBuilder reasoning = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                String piece = Chunks.nasty(random);
                boolean thought = random.nextInt(4) == 0;
                (thought ? reasoning : text).append(piece);
                frames.add(
                        new Frame(STREAM, frames.size() + 1, thought ? Chunks.reasoning(piece) : Chunks.text(piece)));
            }
            JsonObject json = oneLine(Wire.snapshot(STREAM, new OpenAiFold().fold(Transcript.EMPTY, frames)));
            assertEquals(frames.size(), json.getLong("seq"));
            assertEquals(text.toString(), json.getString("text"));
            assertEquals(reasoning.toString(), json.getString("reasoning", ""));
            assertEquals("t", json.getString("tab"));
        }
    }

    @Test
    void aSnapshotCarriesToolCallsWhole() {
        List<Frame> frames = List.of(
                new Frame(STREAM, 1, Chunks.tool(0, "{\"q\":")), new Frame(STREAM, 2, Chunks.tool(0, "\"\\\"é\"}")));
        JsonObject json = oneLine(Wire.snapshot(STREAM, new OpenAiFold().fold(Transcript.EMPTY, frames)));
        JsonObject function = json.getJsonArray("tool_calls").getJsonObject(0).getJsonObject("function");
        assertEquals("{\"q\":\"\\\"é\"}", function.getString("arguments"));
    }

    @Test
    void doneTellsUsageAsOpenAiDoes() {
        Usage usage = new Usage(10, 20, 4, 5);
        JsonObject json = json(new Frame(STREAM, 9, new StreamEvent.Done("stop", usage, 0.25, false, true)));
        assertEquals(30, json.getJsonObject("usage").getInteger("total_tokens"));
        assertEquals(
                4,
                json.getJsonObject("usage")
                        .getJsonObject("prompt_tokens_details")
                        .getInteger("cached_tokens"));
        assertEquals(0.25, json.getDouble("cost_usd"));
        assertEquals(true, json.getBoolean("coalesced"));
    }

    @Test
    void usageThatNobodyToldIsNull() {
        JsonObject json = json(new Frame(STREAM, 9, OneNode.DONE));
        assertTrue(json.containsKey("usage"));
        assertNull(json.getValue("usage"));
    }

    @Test
    void aReadingTellsTheEndOnceThereIsOne() {
        Transcript said = new OpenAiFold().fold(Transcript.EMPTY, List.of(new Frame(STREAM, 1, Chunks.text("hi"))));
        JsonObject running = oneLine(Wire.reading(new JsonObject(), said, null, 1));
        assertEquals(1, running.getLong("seq"));
        assertNull(running.getValue("finish_reason"));
        JsonObject ended = oneLine(Wire.reading(new JsonObject(), said, OneNode.DONE, 2));
        assertEquals(2, ended.getLong("seq"));
        assertEquals("stop", ended.getString("finish_reason"));
        JsonObject failed =
                oneLine(Wire.reading(new JsonObject(), said, new StreamEvent.Failed("c", "m\n\"", true), 1_000_001));
        assertEquals(1_000_001, failed.getLong("seq"));
        assertEquals("m\n\"", failed.getJsonObject("error").getString("message"));
        assertFalse(failed.containsKey("retryable"));
    }

    @Test
    void theBytesOfAFrameAreKeptFromTheSecondTimeOn() {
        Frame frame = new Frame(STREAM, 1, Chunks.text("a"));
        int[] made = new int[1];
        List<String> wire = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Buffer out = Buffer.buffer();
            frame.appendWire(
                    (each, to) -> {
                        made[0]++;
                        Wire.sse(each, to);
                    },
                    out);
            wire.add(out.toString());
        }
        assertEquals(2, made[0]);
        assertEquals(1, Set.copyOf(wire).size());
    }

    private StreamEvent event() {
        return switch (random.nextInt(6)) {
            case 0 -> new StreamEvent.Start(Chunks.nasty(random), random.nextBoolean() ? TabId.DEFAULT : null);
            case 1 -> new StreamEvent.Done(Chunks.nasty(random), Usage.NONE, random.nextDouble(), true, false);
            case 2 -> new StreamEvent.Failed("code", Chunks.nasty(random), random.nextBoolean());
            default -> Chunks.any(random);
        };
    }

    /** What a client's parser would hand out, read from the bytes as SSE has them. */
    private static JsonObject json(Frame frame) {
        Buffer sse = Buffer.buffer();
        Wire.sse(frame, sse);
        String text = sse.toString();
        String head = "event: " + frame.event().name() + "\ndata: ";
        assertTrue(text.startsWith(head), text);
        assertTrue(text.endsWith("\n\n"), text);
        assertEquals(head.length(), Wire.jsonOffset(frame));
        return oneLine(sse.slice(Wire.jsonOffset(frame), sse.length() - 2));
    }

    private static JsonObject oneLine(Buffer json) {
        String text = json.toString();
        assertFalse(text.contains("\n") || text.contains("\r"), text);
        return new JsonObject(text);
    }

    private static Random seeded() {
        long seed = System.nanoTime();
        System.out.println("WireTest seed " + seed);
        return new Random(seed);
    }
}
