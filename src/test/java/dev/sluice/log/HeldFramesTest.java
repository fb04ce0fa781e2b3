package dev.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a log holds its events, those who read it get what was appended. */
final class HeldFramesTest {
    private static final int ROUNDS = 3_000;

    @Test
    void whatIsReadIsWhatWasAppended() {
        long seed = System.nanoTime();
        System.out.println("HeldFramesTest seed " + seed);
        Random random = new Random(seed);
        StreamLog log = logs().open(new StreamId("s"), new OpenAiFold());
        List<StreamEvent> appended = new ArrayList<>();
        int small = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StreamEvent event = event(random);
            appended.add(event);
            if (!log.append(event).whole()) small++;
        }
        List<Frame> read = new ArrayList<>();
        log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE, read);
        for (int i = 0; i < ROUNDS; i++) same(appended.get(i), read.get(i));
        assertEquals(ROUNDS, read.size());
        assertTrue(small > ROUNDS / 4, small + " of " + ROUNDS + " are small");
    }

    private static void same(StreamEvent event, Frame frame) {
        assertEquals(event, frame.event());
        assertEquals(event.name(), frame.name());
        assertEquals(event instanceof Chunk, frame.chunk());
        if (!(event instanceof Chunk chunk)) return;
        assertEquals(chunk.mergeable(), frame.mergeable());
        Buffer json = Buffer.buffer("x");
        frame.appendChunk(json);
        assertEquals("x" + chunk.json(), json.toString());
        if (!chunk.mergeable()) return;
        Buffer text = Buffer.buffer("x");
        frame.appendText(text);
        assertEquals("x" + chunk.json().getString(chunk.textFrom(), chunk.textTo()), text.toString());
        assertEquals(text.length() - 1, frame.textLength());
    }

    /** Text deltas of one shape mostly, as from one provider, and all that comes between. */
    private static StreamEvent event(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Chunks.any(random);
            case 1 -> new StreamEvent.Start(Chunks.nasty(random), null);
            case 2 -> around("c1", 2, Chunks.nasty(random), null);
            case 3 -> around("c2", 1, Chunks.nasty(random), null);
            case 4 -> around("c1", 1, Chunks.nasty(random), Chunks.nasty(random));
            case 5 -> Chunk.passed("", Buffer.buffer("{\"content\":\"" + random.nextInt() + "\"}"));
            case 6 -> around("c1", 1, "\" \\ same length " + (char) ('a' + random.nextInt(26)), "a");
            default -> around("c1", 1, Chunks.nasty(random), "a");
        };
    }

    private static Chunk around(String id, int created, String text, String padding) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", new JsonObject().put("content", text));
        JsonObject json = new JsonObject()
                .put("id", id)
                .put("created", created)
                .put("choices", new JsonArray().add(choice))
                .put("obfuscation", padding);
        return OpenAiChunks.scan(json.toBuffer()).chunk();
    }

    @Test
    void aTextDeltaLikeTheOneBeforeTakesLittleMoreThanItsText() {
        Logs logs = logs();
        StreamLog log = logs.open(new StreamId("s"), new OpenAiFold());
        assertTrue(log.append(Chunks.text("the first")).whole());
        long before = logs.bytes();
        for (int i = 0; i < 1000; i++)
            assertFalse(log.append(Chunks.text(" word")).whole());
        assertEquals(1000 * 69, logs.bytes() - before);
    }

    @Test
    void whatOneReaderForgetsAtOnceIsHeldAsItCame() {
        StreamLog log = logs().openUnfolded(new StreamId("s"));
        for (int i = 0; i < 3; i++) assertTrue(log.append(Chunks.text(" word")).whole());
    }

    private static Logs logs() {
        return new Logs(new LogLimits(100_000, 64 << 20), 1000, 256 << 20);
    }
}
