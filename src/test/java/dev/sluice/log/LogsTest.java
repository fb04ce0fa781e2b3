package dev.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogsTest {
    private static final long RETENTION = 1_000;
    private static final StreamEvent.Done DONE = new StreamEvent.Done("stop", null, 0, false, false);

    private final Logs logs = new Logs(new LogLimits(1_000, 1 << 20), RETENTION, 10_000);

    @Test
    void findsWhatIsOpenAndNothingElse() {
        StreamLog log = open("a");
        assertEquals(log, logs.find(new StreamId("a")));
        assertNull(logs.find(new StreamId("b")));
    }

    @Test
    void refusesASecondLogOfTheSameStream() {
        open("a");
        assertThrows(IllegalStateException.class, () -> open("a"));
    }

    @Test
    void keepsASealedLogForItsRetention() {
        StreamLog log = sealed("a", 100);
        assertEquals(List.of(), logs.sweep(100 + RETENTION - 1));
        assertNotNull(logs.find(log.id()));
        assertEquals(List.of(log), logs.sweep(100 + RETENTION));
        assertNull(logs.find(log.id()));
        assertEquals(0, logs.bytes());
    }

    @Test
    void neverDropsALogThatRuns() {
        StreamLog log = open("a");
        fill(log, 20_000);
        assertEquals(List.of(), logs.sweep(1L << 40));
        assertNotNull(logs.find(log.id()));
    }

    @Test
    void aboveTheNodesBytesTheOldestSealedGoEarlyAndNoMoreThanNeeded() {
        StreamLog first = full("first", 1);
        StreamLog second = full("second", 2);
        StreamLog third = full("third", 3);
        assertTrue(logs.bytes() > 10_000);
        assertEquals(List.of(first), logs.sweep(4));
        assertTrue(logs.bytes() <= 10_000);
        assertNotNull(logs.find(second.id()));
        assertNotNull(logs.find(third.id()));
    }

    @Test
    void droppingTwiceIsDroppingOnce() {
        StreamLog a = open("a");
        StreamLog b = open("b");
        fill(a, 500);
        fill(b, 500);
        long both = logs.bytes();
        logs.drop(a);
        logs.drop(a);
        assertEquals(both / 2, logs.bytes());
        assertEquals(1, logs.size());
    }

    @Test
    void whatIsAboveNineTenthsOfTheBoundIsSaid() {
        assertEquals(-9_000, logs.excess());
        fill(open("a"), 9_000);
        assertEquals(logs.bytes() - 9_000, logs.excess());
        assertTrue(logs.excess() >= 0);
    }

    @Test
    void whatALogHoldsIsWhatItTakesOfTheNode() {
        StreamLog log = logs.openReplica(
                new StreamId("a"),
                null,
                new Transcript(3, null, null, Buffer.buffer("said before"), Buffer.buffer("thought"), null));
        assertEquals(18, log.held());
        fill(log, 500);
        assertEquals(logs.bytes(), log.held());
        log.forget(5);
        assertEquals(logs.bytes(), log.held());
    }

    private StreamLog open(String id) {
        return logs.open(new StreamId(id), null);
    }

    private StreamLog sealed(String id, long at) {
        StreamLog log = open(id);
        log.append(DONE);
        logs.sealed(log, at);
        return log;
    }

    private StreamLog full(String id, long at) {
        StreamLog log = open(id);
        fill(log, 4_000);
        log.append(DONE);
        logs.sealed(log, at);
        return log;
    }

    private static void fill(StreamLog log, int bytes) {
        while (log.totalBytes() < bytes) log.append(Chunks.text("0123456789"));
    }
}
