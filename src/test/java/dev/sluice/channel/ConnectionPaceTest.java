package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.RecordedOutlet.Event;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection does about sockets that take nothing, backlogs, and silence. */
final class ConnectionPaceTest {
    private static final int WRITE = 64 * 1024;
    private static final int BATCH = 48 * 1024;

    private final OneNode node = new OneNode(new LogLimits(64, 1 << 20), channels -> {});

    @Test
    void aFullSocketIsGivenNothingAndConvergesOnceItDrains() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        outlet.fill();
        OneNode.say(log, 1);
        node.run(30);
        int before = outlet.sent().size();
        for (int i = 0; i < 100; i++) {
            OneNode.say(log, 100);
            node.run(30);
        }
        log.append(OneNode.DONE);
        node.run(30);
        assertEquals(before, outlet.sent().size());
        assertEquals(0, outlet.pending());
        outlet.drain();
        node.run(100);
        assertEquals(log.transcript().text().toString(), text(outlet));
        assertEquals(10_002, outlet.sent("done").get(0).data().getLong("seq"));
    }

    @Test
    void aSocketThatStayedFullForTooLongIsDropped() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        outlet.fill();
        OneNode.say(log, 1);
        node.run(30);
        beats(Settings.STALLED.toSeconds() - 1);
        assertFalse(outlet.dropped());
        beats(2);
        assertTrue(outlet.dropped());
        assertEquals(0, log.taps());
        assertEquals(0, node.channels.size());
    }

    @Test
    void aSocketThatDrainsNowAndThenIsNeverDropped() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        for (int i = 0; i < 5; i++) {
            outlet.fill();
            OneNode.say(log, 1);
            node.run(30);
            beats(Settings.STALLED.toSeconds() - 5);
            outlet.drain();
            node.run(30);
        }
        assertFalse(outlet.dropped());
    }

    @Test
    void silenceIsBrokenByAPingWithinTheHeartbeat() {
        RecordedOutlet outlet = node.connect(null);
        beats(Settings.HEARTBEAT.toSeconds());
        assertEquals(1, outlet.sent("ping").size());
        Event ping = outlet.sent("ping").get(0);
        assertEquals(null, ping.id());
        assertTrue(ping.data().getLong("t") > 1_700_000_000_000L);
    }

    @Test
    void whoIsWrittenToIsNotPinged() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        for (int i = 0; i < 60; i++) {
            OneNode.say(log, 1);
            beats(1);
        }
        assertEquals(List.of(), outlet.sent("ping"));
    }

    @Test
    void aReconnectWithManyBacklogsIsWrittenInPieces() {
        List<StreamLog> streams = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            StreamLog log = node.stream("s" + i);
            log.append(Chunks.text("x".repeat(30_000)));
            streams.add(log);
        }
        String nothingSeen = node.state().epoch() + ";0";
        RecordedOutlet outlet = node.connect(nothingSeen);
        node.run(1_000);
        assertEquals(50, outlet.sent("chunk").size());
        int largest = Collections.max(outlet.writes());
        assertTrue(largest <= WRITE + BATCH, "a write of " + largest + " bytes");
    }

    @Test
    void aLongBacklogDoesNotHoldTheOthersUp() {
        StreamLog endless = node.stream("endless");
        StreamLog shy = node.stream("shy");
        RecordedOutlet outlet = node.connect(node.state().epoch() + ";0");
        for (int turn = 0; turn < 50; turn++) {
            for (int i = 0; i < 30; i++) endless.append(Chunks.reasoning("x".repeat(8_000)));
            OneNode.say(shy, 1);
            node.run(60);
            long told = outlet.sent("chunk").stream()
                    .filter(e -> e.data().getString("stream").equals("shy"))
                    .count();
            assertTrue(told >= turn - 1, "after " + turn + " turns " + told);
        }
    }

    @Test
    void oneThatBreaksIsDroppedAndTheOthersOfItsLoopGoOn() {
        StreamLog log = node.stream("a");
        int[] broke = new int[1];
        Pump broken = new Pump() {
            @Override
            protected long interval() {
                return 0;
            }

            @Override
            protected void flush(long now) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            protected void beat(long now) {}

            @Override
            protected void broken() {
                broke[0]++;
                node.loop.unfollow(log, this);
            }
        };
        node.loop.follow(log, broken);
        RecordedOutlet outlet = node.connect(null);
        OneNode.say(log, 3);
        node.run(30);
        assertEquals(1, broke[0]);
        assertEquals(3, outlet.sent("chunk").size());
    }

    private void beats(long seconds) {
        for (long i = 0; i < seconds; i++) {
            node.time.advance(1_000);
            node.turns.run();
        }
    }

    private static String text(RecordedOutlet outlet) {
        return text(outlet, new StreamId("a"));
    }

    /** What a page would show of that stream. */
    static String text(RecordedOutlet outlet, StreamId stream) {
        StringBuilder text = new StringBuilder();
        for (Event event : outlet.sent()) {
            JsonObject data = event.data();
            if (!stream.value().equals(data.getString("stream"))) continue;
            if (event.name().equals("snapshot")) text.setLength(0);
            if (event.name().equals("snapshot")) text.append(data.getString("text"));
            else if (event.name().equals("chunk")) text.append(ModelStream.text(data.getJsonObject("chunk")));
        }
        return text.toString();
    }
}
