package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.log.LogLimits;
import dev.sluice.log.StreamLog;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The last bytes of a connection are watched like all others: whoever does not take them is dropped in the end. */
final class ValveTest {
    private static final long STALLED = Settings.STALLED.toSeconds();

    private final OneNode node = new OneNode(new LogLimits(64, 1 << 20), channels -> {});
    private final StreamLog log = node.stream("a");

    private RecordedOutlet full() {
        RecordedOutlet outlet = node.connect(null);
        outlet.fill();
        OneNode.say(log, 1);
        node.run(30);
        return outlet;
    }

    private void beats(long seconds) {
        for (long i = 0; i < seconds; i++) {
            node.time.advance(1_000);
            node.turns.run();
        }
    }

    @Test
    void aGoodbyeThatASocketDoesNotTakeDropsItWhenItHasBeenFullForTooLong() {
        RecordedOutlet outlet = full();
        beats(STALLED / 2);
        node.depart();
        node.run(1);
        assertEquals(1, outlet.sent("bye").size());
        beats(STALLED / 2 - 2);
        assertFalse(outlet.dropped());
        beats(3);
        assertTrue(outlet.dropped());
    }

    @Test
    void aGoodbyeThatIsTakenEndsInGoodOrder() {
        RecordedOutlet outlet = full();
        node.depart();
        node.run(1);
        beats(STALLED - 2);
        outlet.drain();
        beats(2 * STALLED);
        assertTrue(outlet.ended());
        assertFalse(outlet.dropped());
    }

    @Test
    void aGoodbyeToASocketThatHasRoomIsOver() {
        RecordedOutlet outlet = node.connect(null);
        node.depart();
        node.run(1);
        assertTrue(outlet.ended());
        beats(2 * STALLED);
        assertFalse(outlet.dropped());
    }

    @Test
    void theEndOfAStreamThatASocketDoesNotTakeDropsItAsWell() {
        RecordedOutlet outlet = new RecordedOutlet();
        int[] closed = new int[1];
        new StreamWatch(
                        log,
                        null,
                        outlet,
                        node.loop,
                        Settings.channels(),
                        ChannelObserver.NOOP,
                        new Random(1),
                        () -> closed[0]++)
                .open();
        outlet.fill();
        log.append(OneNode.DONE);
        node.run(30);
        assertTrue(outlet.ended());
        assertEquals(1, closed[0]);
        beats(STALLED - 1);
        assertFalse(outlet.dropped());
        beats(2);
        assertTrue(outlet.dropped());
        assertEquals(1, closed[0], "told once");
    }
}
