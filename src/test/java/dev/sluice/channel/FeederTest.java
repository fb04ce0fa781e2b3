package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.RecordedOutlet.Event;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Notice;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeederTest {
    private final Logs logs = new Logs(new LogLimits(1_000, 1 << 20), 1_000, 1 << 30);
    private final StreamLog log = logs.open(new StreamId("s"), new OpenAiFold());
    private final RecordedOutlet outlet = new RecordedOutlet();
    private final List<Boolean> ends = new ArrayList<>();
    private final CursorText cursor = new CursorText();
    private final Feeder feeder = new Feeder(outlet, this::delivered, ChannelObserver.NOOP);

    private CursorText delivered(Reader reader, boolean ended) {
        ends.add(ended);
        return cursor.seq(reader.seq);
    }

    @Test
    void whoKeepsUpGetsEachFrameAsItIs() {
        OneNode.say(log, 32);
        feed(reader(0, false));
        assertEquals(32, outlet.sent("chunk").size());
        assertNull(outlet.sent().get(31).data().getLong("from"));
        assertEquals("32", outlet.sent().get(31).id());
    }

    @Test
    void whoLagsGetsAdjacentTextInOneEventThatNamesItsRange() {
        OneNode.say(log, 33);
        feed(reader(0, false));
        Event merged = outlet.sent().get(0);
        assertEquals(1, outlet.sent().size());
        assertEquals(1, merged.data().getLong("from"));
        assertEquals(33, merged.data().getLong("seq"));
        assertEquals("33", merged.id());
        assertEquals(
                log.transcript().text().toString(),
                ModelStream.text(merged.data().getJsonObject("chunk")));
    }

    @Test
    void whatIsNotPlainTextIsNeverMerged() {
        log.append(new StreamEvent.Start("m", TabId.DEFAULT));
        OneNode.say(log, 20);
        log.append(Chunks.tool(0, "{}"));
        OneNode.say(log, 20);
        log.append(OneNode.DONE);
        feed(reader(0, false));
        assertEquals(
                List.of("start 1", "chunk 21", "chunk 22", "chunk 42", "done 43"),
                outlet.sent().stream()
                        .map(e -> e.name() + " " + e.data().getLong("seq"))
                        .toList());
    }

    @Test
    void aRangeOfOneIsNoRange() {
        for (int i = 0; i < 40; i++) {
            OneNode.say(log, 1);
            log.append(Chunks.reasoning("hm"));
        }
        feed(reader(0, false));
        assertEquals(80, outlet.sent().size());
        assertTrue(outlet.sent().stream().allMatch(e -> e.data().getLong("from") == null));
    }

    @Test
    void aMergedEventStaysSmall() {
        for (int i = 0; i < 200; i++) log.append(Chunks.text("x".repeat(1_000)));
        feed(reader(0, false));
        assertTrue(outlet.sent().size() > 200_000 / (34 * 1024), outlet.sent().size() + " events");
        for (Event event : outlet.sent()) assertTrue(event.data().toString().length() < 34 * 1024);
    }

    @Test
    void whoComesLateGetsOneSnapshotAndThenWhatFollows() {
        log.append(new StreamEvent.Start("m", TabId.DEFAULT));
        OneNode.say(log, 5);
        Reader reader = reader(0, true);
        feed(reader);
        Event snapshot = outlet.sent().get(0);
        assertEquals("snapshot", snapshot.name());
        assertEquals(6, snapshot.data().getLong("seq"));
        assertEquals("m", snapshot.data().getString("model"));
        assertEquals("default", snapshot.data().getString("tab"));
        assertEquals("2 3 4 5 6 ", snapshot.data().getString("text"));
        OneNode.say(log, 1);
        feed(reader);
        assertEquals(List.of("snapshot", "chunk"), names());
    }

    @Test
    void aLateReaderOfAFinishedAnswerGetsItWholeAndItsEnd() {
        OneNode.say(log, 5);
        log.append(OneNode.DONE);
        Reader reader = reader(0, true);
        feed(reader);
        assertEquals(List.of("snapshot", "done"), names());
        assertEquals(List.of(false, true), ends);
        assertTrue(reader.finished());
    }

    @Test
    void whoStandsBeforeWhatTheLogHoldsGetsASnapshot() {
        OneNode.say(log, 1_500);
        assertTrue(log.first() > 11);
        feed(reader(10, false));
        assertEquals("snapshot", outlet.sent().get(0).name());
        assertEquals(1_500, outlet.sent().get(0).data().getLong("seq"));
        assertEquals(1, outlet.sent().size());
    }

    @Test
    void withoutAFoldWhatTheLogNoLongerHoldsIsAGap() {
        StreamLog feed = logs.open(new StreamId("feed"), null);
        OneNode.say(feed, 1_500);
        feed(new Reader(1, feed.id(), feed, 10, false));
        Event gap = outlet.sent().get(0);
        assertEquals("gap", gap.name());
        assertEquals(11, gap.data().getLong("from"));
        assertEquals(feed.first() - 1, gap.data().getLong("to"));
        assertEquals(feed.first(), outlet.sent().get(1).data().getLong("from"));
        assertEquals(false, ends.get(0));
    }

    @Test
    void whereTheLogIsGoneTheRestIsAGapAndTheEnd() {
        Reader reader = new Reader(1, log.id(), null, 10, false);
        reader.lost = 17;
        assertFalse(feeder.feed(reader));
        outlet.flush();
        Event gap = outlet.sent().get(0);
        assertEquals(
                List.of(11L, 17L),
                List.of(gap.data().getLong("from"), gap.data().getLong("to")));
        assertEquals(List.of(true), ends);
    }

    @Test
    void whereNobodyKnowsHowFarItWentTheGapIsOpen() {
        feeder.feed(new Reader(1, log.id(), null, 10, false));
        outlet.flush();
        assertTrue(outlet.sent().get(0).data().containsKey("to"));
        assertNull(outlet.sent().get(0).data().getValue("to"));
    }

    @Test
    void aPlaceInTheQueueIsToldOnceForEachNoticeAndNotAfterTheStart() {
        Reader reader = reader(0, false);
        log.notice(new Notice(1, 3, 1_500));
        feed(reader);
        feed(reader);
        log.notice(new Notice(2, 2, -1));
        feed(reader);
        assertEquals(List.of("queued", "queued"), names());
        assertEquals(3, outlet.sent().get(0).data().getInteger("position"));
        assertEquals(1_500, outlet.sent().get(0).data().getLong("eta_ms"));
        assertNull(outlet.sent().get(1).data().getValue("eta_ms"));
        assertNull(outlet.sent().get(0).id());
        log.append(new StreamEvent.Start("m", TabId.DEFAULT));
        log.notice(new Notice(3, 1, -1));
        feed(reader);
        assertEquals(List.of("queued", "queued", "start"), names());
    }

    @Test
    void sendsOneBatchAtATimeAndSaysThatThereIsMore() {
        for (int i = 0; i < 20; i++) log.append(Chunks.reasoning("x".repeat(8_000)));
        Reader reader = reader(0, false);
        assertTrue(feeder.feed(reader));
        assertTrue(outlet.pending() < 64 * 1024, "" + outlet.pending());
    }

    private Reader reader(long seq, boolean late) {
        return new Reader(1, log.id(), log, seq, late);
    }

    private void feed(Reader reader) {
        while (feeder.feed(reader)) {}
        outlet.flush();
    }

    private List<String> names() {
        return outlet.sent().stream().map(Event::name).toList();
    }
}
