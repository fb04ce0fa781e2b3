package dev.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.model.Frame;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamLogTest {
    private static final StreamEvent.Done DONE = new StreamEvent.Done("stop", null, 0, false, false);

    private final Logs node = new Logs(new LogLimits(4, 1 << 20), 1000, 1 << 20);
    private final StreamLog log = node.open(new StreamId("s"), new OpenAiFold());

    @Test
    void numbersEventsFromOne() {
        assertEquals(1, log.append(Chunks.text("a")).seq());
        assertEquals(2, log.append(Chunks.text("b")).seq());
        assertEquals(2, log.tail());
    }

    @Test
    void readsWhatFollowsInOrder() {
        appendTexts("a", "b", "c");
        assertEquals(List.of(2L, 3L), read(log, 1, 10, 1 << 20));
    }

    @Test
    void readsNoMoreFramesThanAskedFor() {
        appendTexts("a", "b", "c");
        assertEquals(List.of(1L, 2L), read(log, 0, 2, 1 << 20));
    }

    @Test
    void readsAtLeastOneFrameHoweverFewBytesAreAskedFor() {
        appendTexts("a", "b");
        assertEquals(List.of(1L), read(log, 0, 10, 1));
    }

    @Test
    void sharesTheFrameThatWasAppended() {
        Frame appended = log.append(Chunks.text("a"));
        List<Frame> out = new ArrayList<>();
        log.read(0, 1, 1, out);
        assertSame(appended, out.get(0));
    }

    @Test
    void foldsItsOldestHalfPastItsLimit() {
        appendTexts("a", "b", "c", "d", "e");
        assertEquals(3, log.first());
        assertEquals("abcde", log.transcript().text().toString());
        assertEquals(5, log.transcript().seq());
    }

    @Test
    void theTranscriptLeavesTheTerminalEventOut() {
        appendTexts("a");
        log.append(DONE);
        assertEquals(new Said(1, "a"), Said.of(log.transcript()));
    }

    @Test
    void withoutAFoldWhatLeavesIsGone() {
        StreamLog feed = node.open(new StreamId("feed"), null);
        for (int i = 0; i < 5; i++) feed.append(Chunks.text("x"));
        assertEquals(3, feed.first());
        assertNull(feed.transcript());
    }

    @Test
    void takesNothingBehindItsTerminalEvent() {
        log.append(DONE);
        assertThrows(IllegalStateException.class, () -> log.append(Chunks.text("late")));
        assertEquals(1, log.tail());
        assertSame(DONE, log.terminal());
    }

    @Test
    void aTerminalEventNeverPushesItsOwnPredecessorsOut() {
        appendTexts("a", "b", "c", "d");
        log.append(DONE);
        assertEquals(1, log.first());
    }

    @Test
    void tellsEachTapOfEachEventAndNotice() {
        int[] told = new int[2];
        log.attach(() -> told[0]++);
        log.attach(() -> told[1]++);
        log.append(Chunks.text("a"));
        log.notice(new Notice(1, 1, -1));
        assertEquals(List.of(2, 2), List.of(told[0], told[1]));
    }

    @Test
    void attachingTwiceIsAttachingOnceAndDetachingTwiceIsHarmless() {
        int[] told = new int[1];
        StreamLog.Tap tap = () -> told[0]++;
        log.attach(tap);
        log.attach(tap);
        log.append(Chunks.text("a"));
        assertEquals(1, told[0]);
        log.detach(tap);
        log.detach(tap);
        log.append(Chunks.text("b"));
        assertEquals(1, told[0]);
        assertEquals(0, log.taps());
    }

    @Test
    void aTapMayDetachItselfWhileItIsTold() {
        List<String> told = new ArrayList<>();
        StreamLog.Tap[] once = new StreamLog.Tap[1];
        once[0] = () -> {
            told.add("once");
            log.detach(once[0]);
        };
        log.attach(once[0]);
        log.attach(() -> told.add("always"));
        log.append(Chunks.text("a"));
        log.append(Chunks.text("b"));
        assertEquals(List.of("once", "always", "always"), told);
    }

    @Test
    void anEvictedLogGivesItsBytesBackOnceAndHoldsNoneAgain() {
        appendTexts("a", "b");
        assertTrue(node.bytes() > 0);
        node.drop(log);
        node.drop(log);
        log.append(Chunks.text("behind the eviction"));
        assertEquals(0, node.bytes());
    }

    @Test
    void aReaderThatHoldsAnEvictedLogStillReadsIt() {
        appendTexts("a", "b");
        node.drop(log);
        assertEquals(List.of(1L, 2L), read(log, 0, 10, 1 << 20));
        assertFalse(log.sealed());
    }

    @Test
    void aReplicaBeginsBehindWhatWasSaidBefore() {
        StreamLog replica = replicaAt(7, "said before");
        assertEquals(List.of(7L, 8L), List.of(replica.tail(), replica.first()));
        replica.append(8, Chunks.text(", and now"));
        assertEquals(List.of(8L), read(replica, 0, 10, 1 << 20));
        assertEquals(new Said(8, "said before, and now"), Said.of(replica.transcript()));
    }

    @Test
    void onlyTheEndMayLeaveNumbersOut() {
        appendTexts("a", "b");
        assertThrows(IllegalStateException.class, () -> log.append(4, Chunks.text("d")));
        assertThrows(IllegalStateException.class, () -> log.append(2, Chunks.text("b")));
        log.append(1_000_002, DONE);
        assertEquals(List.of(1L, 2L, 1_000_002L), read(log, 0, 10, 1 << 20));
        assertEquals(List.of(1L, 1_000_002L), List.of(log.first(), log.tail()));
        assertSame(DONE, log.terminal());
    }

    @Test
    void whoHasSeenMoreThanACopyHoldsIsGivenItsEndAlone() {
        appendTexts("a", "b");
        log.append(1_000_002, DONE);
        assertEquals(List.of(1_000_002L), read(log, 40, 10, 1 << 20));
        assertEquals(List.of(), read(log, 1_000_002, 10, 1 << 20));
    }

    @Test
    void aLogThatHoldsItsEndAloneIsReadToIt() {
        StreamLog replica = replicaAt(7, "all");
        replica.append(8, DONE);
        assertEquals(8, replica.first());
        assertEquals(List.of(8L), read(replica, 0, 10, 1 << 20));
    }

    @Test
    void aReplicaThatWasLeftBehindTakesALaterTranscriptInPlaceOfAllItHeld() {
        StreamLog replica = replicaAt(0, "");
        int[] told = new int[1];
        replica.append(1, Chunks.text("a"));
        replica.attach(() -> told[0]++);
        replica.catchUp(new Transcript(9, "m", null, Buffer.buffer("all of it"), Buffer.buffer(), null));
        assertEquals(List.of(1L, 9L, 10L), List.of((long) told[0], replica.tail(), replica.first()));
        assertEquals(List.of(), read(replica, 0, 10, 1 << 20));
        replica.append(10, Chunks.text("."));
        assertEquals(new Said(10, "all of it."), Said.of(replica.transcript()));
        replica.catchUp(new Transcript(9, "m", null, Buffer.buffer("older"), Buffer.buffer(), null));
        assertEquals(new Said(10, "all of it."), Said.of(replica.transcript()));
    }

    @Test
    void whatAReplicaBeginsWithCountsAsHeld() {
        StreamLog replica = replicaAt(7, "said before");
        assertEquals("said before".length(), node.bytes());
        node.drop(replica);
        assertEquals(0, node.bytes());
    }

    private StreamLog replicaAt(long seq, String text) {
        Transcript base = new Transcript(seq, "m", null, Buffer.buffer(text), Buffer.buffer(), null);
        return node.openReplica(new StreamId("replica"), new OpenAiFold(), base);
    }

    private void appendTexts(String... texts) {
        for (String text : texts) log.append(Chunks.text(text));
    }

    static List<Long> read(StreamLog log, long after, int frames, int bytes) {
        List<Frame> out = new ArrayList<>();
        log.read(after, frames, bytes, out);
        return out.stream().map(Frame::seq).toList();
    }

    private record Said(long seq, String text) {
        static Said of(Transcript said) {
            return new Said(said.seq(), said.text().toString());
        }
    }
}
