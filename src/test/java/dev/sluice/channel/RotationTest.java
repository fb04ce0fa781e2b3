package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.log.StreamLog;
import dev.sluice.model.TabId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections of a node that drains, or that grew old. */
final class RotationTest {
    private static final int RETRY = 50;
    private final OneNode node = new OneNode();

    private void depart(int windowMillis, int perSecond) {
        node.loop.depart(
                new Departure(node.time.nanos(), Duration.ofMillis(windowMillis), perSecond, Duration.ofMillis(RETRY)));
    }

    private List<RecordedOutlet> tabs(int count) {
        List<RecordedOutlet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TabId tab = new TabId("t" + i);
            node.sessions.openTab(node.session, tab);
            RecordedOutlet outlet = new RecordedOutlet();
            node.open(tab, null, outlet);
            all.add(outlet);
        }
        node.run(30);
        return all;
    }

    private static long ended(List<RecordedOutlet> outlets) {
        return outlets.stream().filter(RecordedOutlet::ended).count();
    }

    @Test
    void idleReadersLeaveOneAfterTheOther() {
        List<RecordedOutlet> outlets = tabs(10);
        depart(1_000, 100);
        node.run(0);
        assertEquals(1, ended(outlets));
        for (int gone = 2; gone <= 10; gone++) {
            node.run(10);
            assertEquals(gone, ended(outlets));
        }
        for (RecordedOutlet outlet : outlets)
            assertEquals(RETRY, outlet.sent("bye").get(0).data().getLong("retry_ms"));
    }

    @Test
    void atTheWindowsEndTheRestIsSentAwayWithItsMomentToComeBack() {
        List<RecordedOutlet> outlets = tabs(10);
        depart(50, 100);
        node.run(60);
        assertEquals(10, ended(outlets));
        List<Long> waits = outlets.stream()
                .map(o -> o.sent("bye").get(0).data().getLong("retry_ms"))
                .sorted()
                .toList();
        assertEquals(List.of(50L, 50L, 50L, 50L, 50L, 50L, 60L, 70L, 80L, 90L), waits);
    }

    @Test
    void aReaderOfAnAnswerStaysUntilItHasReadTheEnd() {
        StreamLog log = node.stream("a");
        OneNode.say(log, 3);
        RecordedOutlet outlet = node.connect(null);
        depart(10, 1_000);
        node.run(5_000);
        assertFalse(outlet.ended());
        log.append(OneNode.DONE);
        node.run(30);
        assertTrue(outlet.ended());
        assertEquals(1, outlet.sent("done").size());
        assertEquals("draining", outlet.sent("bye").get(0).data().getString("reason"));
    }

    @Test
    void aReaderThatTakesNothingIsNotWaitedForForEver() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        outlet.fill();
        OneNode.say(log, 3);
        node.run(30);
        depart(10, 1_000);
        node.run(4_000);
        assertFalse(outlet.ended());
        node.run(3_000);
        assertTrue(outlet.ended());
    }

    @Test
    void whoIsHurriedLeavesInTheMiddleOfAnAnswer() {
        OneNode.say(node.stream("a"), 3);
        RecordedOutlet outlet = node.connect(null);
        depart(10_000, 1_000);
        node.run(100);
        node.loop.hurry();
        assertTrue(outlet.ended());
    }

    @Test
    void aDrainThatIsCalledOffKeepsWhoHasNotLeft() {
        List<RecordedOutlet> outlets = tabs(5);
        depart(1_000, 100);
        node.run(15);
        node.loop.stay();
        node.run(2_000);
        assertEquals(2, ended(outlets));
    }

    @Test
    void whoLeavesByItselfIsNotSentAwayAgain() {
        RecordedOutlet outlet = new RecordedOutlet();
        Connection connection = node.open(null, null, outlet);
        RecordedOutlet other = tabs(1).get(0);
        depart(1_000, 10);
        node.run(0);
        connection.close("client");
        node.run(2_000);
        assertTrue(other.ended());
        assertEquals(0, node.loop.pumps());
    }
}
