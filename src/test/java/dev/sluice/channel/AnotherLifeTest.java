package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.RecordedOutlet.Event;
import dev.sluice.log.StreamLog;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an open connection does when its session was lost and begun anew, or is opened on another node. */
final class AnotherLifeTest {
    private static final int MANY = 100;

    private final OneNode node = new OneNode();
    private final StreamLog log = node.stream("s1");
    private final RecordedOutlet outlet = node.connect(null);

    @Test
    void goesOnWithCursorsOfTheNewLifeWhereTheOrdinalsAreTheSame() {
        SessionState next = node.state().reborn();
        node.channels.changed(next);
        OneNode.say(log, 1);
        node.run(50);
        Event chunk = outlet.sent("chunk").get(0);
        assertEquals(next.epoch() + ";1;1.1", chunk.id());
        assertEquals(List.of(), outlet.sent("bye"));
    }

    @Test
    void isSentAwayToComeBackWhereTheOrdinalsAreOthers() {
        SessionState other = new SessionState(
                        node.state().id(),
                        node.state().epoch(),
                        Settings.ANYBODY,
                        1,
                        node.state().tabs(),
                        List.of(),
                        1)
                .subscribe(TabId.DEFAULT, new StreamId("s2"), 0, MANY)
                .absorb(node.state())
                .reborn();
        node.channels.changed(other);
        node.run(50);
        Event bye = outlet.sent("bye").get(0);
        assertEquals("reset", bye.data().getString("reason"));
        assertEquals(true, bye.data().getBoolean("reconnect"));
        assertEquals(null, bye.id());
    }

    @Test
    void isReplacedByAnotherNodesWhereThatIsForTheSame() {
        node.channels.replaced(node.session, new TabId("t1"));
        node.run(50);
        assertEquals(List.of(), outlet.sent("bye"));
        node.channels.replaced(node.session, null);
        node.run(50);
        Event bye = outlet.sent("bye").get(0);
        assertEquals("replaced", bye.data().getString("reason"));
        assertEquals(false, bye.data().getBoolean("reconnect"));
        assertTrue(outlet.ended());
    }
}
