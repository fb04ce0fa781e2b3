package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamEvent.Start;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventCodecTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    EventCodecTest() {
        System.out.println("EventCodecTest seed " + seed);
    }

    @Test
    void whatWasWrittenIsRead() {
        for (int i = 0; i < 3_000; i++) {
            List<StreamEvent> events = events();
            assertEquals(events, EventCodec.batch(EventCodec.batch(events)), () -> "seed " + seed);
        }
    }

    @Test
    void transcriptsAreReadAsTheyWereWritten() {
        assertEquals(Transcript.EMPTY, EventCodec.transcript(EventCodec.transcript(Transcript.EMPTY)));
        for (int i = 0; i < 500; i++) {
            Transcript said = transcript();
            assertEquals(said, EventCodec.transcript(EventCodec.transcript(said)), () -> "seed " + seed);
        }
    }

    @Test
    void whatIsCutShortIsForeign() {
        for (int i = 0; i < 300; i++) {
            Buffer batch = EventCodec.batch(events());
            int cut = random.nextInt(batch.length());
            assertThrows(ForeignValueException.class, () -> EventCodec.batch(batch.getBuffer(0, cut)));
            Buffer said = EventCodec.transcript(transcript());
            int at = random.nextInt(said.length());
            assertThrows(ForeignValueException.class, () -> EventCodec.transcript(said.getBuffer(0, at)));
        }
    }

    @Test
    void whatIsDamagedIsReadAsSomethingElseOrIsForeign() {
        int foreign = 0;
        for (int i = 0; i < 3_000; i++) {
            Buffer batch = EventCodec.batch(events()).copy();
            for (int n = 1 + random.nextInt(3); n > 0; n--)
                batch.setByte(random.nextInt(batch.length()), (byte) random.nextInt(256));
            try {
                assertTrue(EventCodec.batch(batch).size() > 0);
            } catch (ForeignValueException damaged) {
                foreign++;
            }
        }
        assertTrue(foreign > 0, "damage was never noticed");
    }

    @Test
    void whatIsNoBatchAtAllIsForeign() {
        for (String text : List.of("", "{}", "hello", "\u0001", "\u0001\u0000", "\u0002\u0001\u0008"))
            assertThrows(ForeignValueException.class, () -> EventCodec.batch(Buffer.buffer(text)), text);
    }

    private List<StreamEvent> events() {
        List<StreamEvent> events = new ArrayList<>();
        for (int n = 1 + random.nextInt(8); n > 0; n--) events.add(event());
        return events;
    }

    private StreamEvent event() {
        return switch (random.nextInt(14)) {
            case 0 -> new Start(random.nextBoolean() ? "gpt-é" : null, random.nextBoolean() ? TabId.DEFAULT : null);
            case 1 -> new Done(text(), usage(), random.nextDouble() * 1e3, random.nextBoolean(), random.nextBoolean());
            case 2 -> new Failed("code", Chunks.nasty(random), random.nextBoolean());
            case 3 -> new FeedEvent("price", text(), Chunks.nasty(random));
            case 4 -> new FeedGap();
            case 5 -> new Chunk(Buffer.buffer("{\"choices\":[]}"), -1, -1, true);
            case 12 -> new StreamEvent.JobEvent(Buffer.buffer(Chunks.nasty(random)));
            case 13 -> new Chunk(Buffer.buffer("{\"x\":1}"), -1, -1, random.nextBoolean(), "message_start");
            case 6 -> Chunk.opaque(Buffer.buffer("{\"x\":1}"));
            default -> Chunks.any(random);
        };
    }

    private Transcript transcript() {
        List<Frame> frames = new ArrayList<>();
        frames.add(new Frame(new StreamId("s"), 1, new Start("m", TabId.DEFAULT)));
        for (int seq = 2 + random.nextInt(20); seq > 1; seq--)
            frames.add(new Frame(new StreamId("s"), frames.size() + 1, Chunks.any(random)));
        return new OpenAiFold().fold(Transcript.EMPTY, frames);
    }

    private String text() {
        return random.nextBoolean() ? null : Chunks.nasty(random);
    }

    private Usage usage() {
        if (random.nextBoolean()) return null;
        return new Usage(random.nextInt(300), random.nextLong() >>> 1, 0, random.nextInt(1 << 20));
    }
}
