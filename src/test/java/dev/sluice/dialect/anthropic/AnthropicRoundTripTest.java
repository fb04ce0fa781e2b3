package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** OpenAI to Anthropic and back must tell the same. */
final class AnthropicRoundTripTest {
    private static final int ROUNDS = 400;

    @Test
    void randomStreamsComeBackAsTheyWere() {
        long seed = System.nanoTime();
        System.out.println("AnthropicRoundTripTest seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed + round);
            List<Chunk> chunks = new RandomAnswer(random).chunks();
            Buffer stream = written(chunks);
            Sum back = Sum.read(stream, random.nextInt(stream.length()));
            assertEquals(Sum.of(chunks).toString(), back.toString(), "seed " + (seed + round) + "\n" + stream);
            assertTrue(back.chunks.stream()
                    .filter(chunk -> chunk.chunk() != null && chunk.chunk().mergeable())
                    .allMatch(chunk -> chunk.content()));
        }
    }

    @Test
    void whatIsScannedAgreesWithWhatIsRead() {
        long seed = System.nanoTime();
        System.out.println("AnthropicRoundTripTest seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            Buffer stream = written(new RandomAnswer(new Random(seed + round)).chunks());
            Sum sum = Sum.read(stream);
            AnthropicScan scan = new AnthropicScan();
            String finish = null;
            Usage usage = null;
            boolean content = false;
            List<SseEvent> events = Sum.events(stream);
            for (int i = 0; i < events.size(); i++) {
                AnthropicScan.Seen seen = scan.event(events.get(i));
                content |= seen.content();
                if (seen.finishReason() != null) finish = seen.finishReason();
                if (seen.usage() != null) usage = seen.usage();
                assertNull(seen.error());
                assertEquals(i == events.size() - 1, seen.terminal());
            }
            assertEquals(sum.finish, finish, "seed " + (seed + round));
            assertEquals(sum.usage, usage, "seed " + (seed + round));
            assertEquals(sum.chunks.stream().anyMatch(chunk -> chunk.content()), content, "seed " + (seed + round));
        }
    }

    @Test
    void blocksNestAndAreNumberedWithoutHoles() {
        long seed = System.nanoTime();
        System.out.println("AnthropicRoundTripTest seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            int next = 0;
            boolean open = false;
            List<SseEvent> events = Sum.events(written(new RandomAnswer(new Random(seed + round)).chunks()));
            assertEquals("message_start", events.get(0).type());
            for (SseEvent event : events) {
                Integer index = event.data().toJsonObject().getInteger("index");
                if (index != null) assertEquals(next, index, "seed " + (seed + round));
                switch (event.type()) {
                    case "content_block_start" -> {
                        assertTrue(!open);
                        open = true;
                    }
                    case "content_block_delta" -> assertTrue(open);
                    case "content_block_stop" -> {
                        assertTrue(open);
                        open = false;
                        next++;
                    }
                    default -> assertTrue(!open, event.type());
                }
            }
            assertEquals("message_stop", events.get(events.size() - 1).type());
        }
    }

    @Test
    void aTextDeltaIsItsLiteralBody() {
        long seed = System.nanoTime();
        System.out.println("AnthropicRoundTripTest seed " + seed);
        Sum sum = Sum.read(written(new RandomAnswer(new Random(seed)).chunks()));
        for (var scanned : sum.chunks) {
            Chunk chunk = scanned.chunk();
            if (chunk == null || !chunk.mergeable()) continue;
            Buffer literal = Buffer.buffer("\"")
                    .appendBuffer(chunk.json().slice(chunk.textFrom(), chunk.textTo()))
                    .appendString("\"");
            String content = chunk.json()
                    .toJsonObject()
                    .getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("delta")
                    .getString("content");
            assertNotNull(content);
            assertEquals(content, literal.toJsonValue());
        }
    }

    static Buffer written(List<Chunk> chunks) {
        Buffer out = Buffer.buffer();
        AnthropicWriter writer = new AnthropicWriter("msg_1", "m", 0);
        for (Chunk chunk : chunks) writer.chunk(chunk, out);
        writer.end(null, null, out);
        return out;
    }
}
