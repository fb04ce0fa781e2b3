package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.RecordedOutlet.Event;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.TabId;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
    private final OneNode node = new OneNode();

    @Test
    void helloIsTheFirstEventAndLeavesAtOnceWithAJitteredRetry() {
        RecordedOutlet outlet = node.connect(null);
        Event hello = outlet.sent().get(0);
        assertEquals("hello", hello.name());
        assertEquals(false, hello.data().getBoolean("resumed"));
        assertEquals(node.state().epoch() + ";0", hello.id());
        assertTrue(outlet.retryMillis() >= 1_000 && outlet.retryMillis() <= 4_000, "" + outlet.retryMillis());
    }

    @Test
    void helloTellsOfEachSubscriptionAndWhereItStands() {
        node.stream("a");
        OneNode.say(node.stream("b"), 1);
        node.stream("c").append(OneNode.DONE);
        List<String> told = node.connect(null).sent().get(0).data().getJsonArray("subscriptions").stream()
                .map(JsonObject.class::cast)
                .map(s -> s.getInteger("ordinal") + s.getString("stream") + s.getString("status"))
                .toList();
        assertEquals(List.of("1aqueued", "2bstreaming", "3cfinished"), told);
    }

    @Test
    void theFirstTokenLeavesAtOnceAndTheNextOnesTogetherAfterTheInterval() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        node.run(100);
        int before = outlet.writes().size();
        OneNode.say(log, 1);
        node.run(0);
        assertEquals(before + 1, outlet.writes().size());
        for (int i = 0; i < 10; i++) OneNode.say(log, 1);
        node.run(19);
        assertEquals(before + 1, outlet.writes().size());
        node.run(2);
        assertEquals(before + 2, outlet.writes().size());
        assertEquals(11, outlet.sent("chunk").size());
    }

    @Test
    void aSubscriptionMadeLaterIsDeliveredFromItsStart() {
        RecordedOutlet outlet = node.connect(null);
        OneNode.say(node.stream("a"), 3);
        node.run(30);
        assertEquals(List.of(1L, 2L, 3L), seqs(outlet));
    }

    @Test
    void aStreamThatEndedIsNoLongerInTheCursor() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        OneNode.say(log, 1);
        log.append(OneNode.DONE);
        node.run(30);
        assertEquals(
                node.state().epoch() + ";1;1.1", outlet.sent("chunk").get(0).id());
        assertEquals(node.state().epoch() + ";1", outlet.sent("done").get(0).id());
        assertEquals(0, log.taps());
    }

    @Test
    void theReplacedConnectionIsToldToStayAwayAfterTheNewOneHasItsHello() {
        RecordedOutlet old = node.connect(null);
        RecordedOutlet next = node.connect(null);
        assertEquals("hello", next.sent().get(0).name());
        assertFalse(old.ended());
        node.run(0);
        Event bye = old.sent("bye").get(0);
        assertEquals("replaced", bye.data().getString("reason"));
        assertEquals(false, bye.data().getBoolean("reconnect"));
        assertEquals(Cursor.STOP, bye.id());
        assertTrue(old.ended());
        assertFalse(next.ended());
    }

    @Test
    void aTabsOwnConnectionReplacesNothingButItsPredecessor() {
        TabId tab = new TabId("t");
        node.sessions.openTab(node.session, tab);
        RecordedOutlet main = node.connect(null);
        RecordedOutlet first = new RecordedOutlet();
        RecordedOutlet second = new RecordedOutlet();
        node.open(tab, null, first);
        node.open(tab, null, second);
        node.run(0);
        assertEquals(List.of(false, true, false), List.of(main.ended(), first.ended(), second.ended()));
    }

    @Test
    void drainingSaysGoodbyeWithWhatIsOwedAndAsksToComeBack() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        node.run(30);
        OneNode.say(log, 5);
        log.append(OneNode.DONE);
        node.loop.depart(new Departure(node.time.nanos(), Duration.ZERO, 1, Duration.ofMillis(700)));
        node.run(30);
        Event bye = outlet.sent().get(outlet.sent().size() - 1);
        assertEquals("draining", bye.data().getString("reason"));
        assertEquals(true, bye.data().getBoolean("reconnect"));
        assertNull(bye.id());
        assertEquals(700, bye.data().getLong("retry_ms"));
        assertEquals(1, outlet.sent("done").size());
        assertEquals(0, log.taps());
    }

    @Test
    void theEndOfTheSessionEndsItsConnections() {
        RecordedOutlet outlet = node.connect(null);
        node.sessions.end(node.session);
        node.run(0);
        assertEquals("expired", outlet.sent("bye").get(0).data().getString("reason"));
        assertEquals(0, node.channels.size());
    }

    @Test
    void aSessionThatEndedWhileItsChannelOpenedIsToldSo() {
        RecordedOutlet outlet = new RecordedOutlet();
        var before = node.state();
        node.sessions.end(node.session);
        node.channels.open(before, null, null, outlet, node.loop);
        node.run(0);
        assertEquals("expired", outlet.sent("bye").get(0).data().getString("reason"));
        assertEquals(0, node.channels.size());
    }

    @Test
    void aChangeBetweenTheLookAtTheSessionAndTheOpeningIsNotMissed() {
        var before = node.state();
        OneNode.say(node.stream("a"), 1);
        RecordedOutlet outlet = new RecordedOutlet();
        node.channels.open(before, null, null, outlet, node.loop);
        node.run(30);
        assertEquals(List.of(1L), seqs(outlet));
    }

    @Test
    void aSubscriptionThatTheStoreForgotWhileItsReaderWasSlowIsReadToItsEnd() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        outlet.fill();
        OneNode.say(log, 1);
        node.run(30);
        OneNode.say(log, 40);
        log.append(OneNode.DONE);
        retire(log);
        for (int i = 0; i < 70; i++) {
            StreamLog other = node.stream("o" + i);
            other.append(OneNode.DONE);
            retire(other);
        }
        assertNull(node.state().subscription(log.id()), "the test wants it forgotten");
        node.run(30);
        outlet.drain();
        node.run(30);
        assertEquals(42, outlet.sent("done").get(0).data().getLong("seq"));
    }

    @Test
    void aCursorOfWhatTheStoreForgotIsNotBelieved() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = node.connect(null);
        OneNode.say(log, 1);
        node.run(30);
        String cursor = outlet.sent("chunk").get(0).id();
        log.append(OneNode.DONE);
        retire(log);
        assertEquals(true, node.connect(cursor).sent().get(0).data().getBoolean("resumed"));
        for (int i = 0; i < 70; i++) {
            StreamLog other = node.stream("o" + i);
            other.append(OneNode.DONE);
            retire(other);
        }
        assertEquals(false, node.connect(cursor).sent().get(0).data().getBoolean("resumed"));
    }

    @Test
    void aTabThatJoinsARetiredStreamDoesNotBringItBackToLife() {
        StreamLog log = node.stream("a");
        log.append(OneNode.DONE);
        retire(log);
        TabId tab = new TabId("t");
        node.sessions.openTab(node.session, tab);
        node.sessions.subscribe(node.session, tab, log.id());
        assertEquals(1, node.state().subscription(log.id()).retired());
    }

    @Test
    void closingTwiceIsClosingOnceAndNothingIsLeft() {
        StreamLog log = node.stream("a");
        RecordedOutlet outlet = new RecordedOutlet();
        Connection connection = node.open(null, null, outlet);
        connection.close("client");
        connection.close("client");
        connection.bye("draining", true, 1);
        assertEquals(List.of(), outlet.sent("bye"));
        assertEquals(0, log.taps());
        assertEquals(0, node.channels.size());
    }

    private void retire(StreamLog log) {
        node.logs.drop(log);
        node.sessions.retire(node.session, log.id(), log.tail());
    }

    private static List<Long> seqs(RecordedOutlet outlet) {
        return outlet.sent("chunk").stream().map(e -> e.data().getLong("seq")).toList();
    }
}
