package dev.sluice.hub.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.hub.Answer;
import dev.sluice.log.Chunks;
import dev.sluice.model.Notice;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two nodes tell each other of one answer. */
final class ClusterTest {
    private static final Duration MOMENT = Duration.ofSeconds(4);

    private final HandWorld world = new HandWorld(new Random(1));
    private final HandWorld.Node a = world.node();
    private final HandWorld.Node b = world.node();
    private final HandAnswer own = waiting();

    /** An answer of {@code a} that has not begun. */
    private HandAnswer waiting() {
        HandAnswer answer = new HandAnswer(a.logs.open(new StreamId("waiting"), new OpenAiFold()));
        a.cluster.opened(answer);
        world.settle(MOMENT);
        return answer;
    }

    private Answer atB() {
        Answer[] found = new Answer[1];
        b.cluster.find(own.log().id()).onSuccess(answer -> found[0] = answer);
        world.settle(MOMENT);
        return found[0];
    }

    @Test
    void anAnswerIsFoundBeforeItsFirstEventWithAllThatIsKnownOfIt() {
        Answer there = atB();
        assertEquals("m", there.model());
        assertEquals("share", there.share());
        assertTrue(there.of(new Principal("ann", "acme", Tier.FREE, Set.of())));
        assertFalse(there.of(new Principal("bob", "acme", Tier.FREE, Set.of())));
        assertFalse(there.of(null));
        assertEquals(0, there.log().tail());
    }

    @Test
    void whatNobodyKnowsIsNotFound() {
        Answer[] found = {own};
        b.cluster.find(new StreamId("other")).onSuccess(answer -> found[0] = answer);
        world.settle(MOMENT);
        assertNull(found[0]);
    }

    @Test
    void aPlaceInTheQueueIsToldToReadersElsewhere() {
        Answer there = atB();
        there.readerCame();
        own.log().notice(new Notice(1, 3, 500));
        world.settle(MOMENT);
        assertEquals(new Notice(1, 3, 500), there.log().notice());
    }

    @Test
    void theOwnerKnowsWhetherAnybodyElsewhereWantsIt() {
        Answer there = atB();
        assertFalse(own.wanted, "it was only looked for");
        there.readerCame();
        world.settle(MOMENT);
        assertTrue(own.wanted);
        there.readerLeft();
        world.settle(Duration.ofSeconds(8));
        assertFalse(own.wanted);
    }

    @Test
    void whoWantedItAndIsDeadWantsItNoMore() {
        atB().readerCame();
        world.settle(MOMENT);
        world.kill(b);
        world.settle(Duration.ofSeconds(8));
        assertFalse(own.wanted);
    }

    @Test
    void aStopIsSaidUntilItIsHeard() {
        Answer there = atB();
        own.say(new StreamEvent.Start("m", null));
        there.readerCame();
        there.stop();
        world.settle(Duration.ofSeconds(12));
        assertTrue(own.stopped);
        assertEquals("cancelled", ((Done) there.log().terminal()).finishReason());
    }

    @Test
    void whatCameToNothingIsNotFoundAnyMore() {
        a.cluster.dropped(own.log().id());
        world.settle(MOMENT);
        assertNull(atB());
    }

    @Test
    void aLookAtWhatNobodyReadsThereShowsWhatIsNew() {
        atB();
        own.say(Chunks.text("a"));
        own.say(Chunks.text("b"));
        world.settle(MOMENT);
        assertEquals(2, atB().log().tail());
    }

    @Test
    void aNodeThatTakesLeaveIsNobodysDead() {
        own.say(new Done("stop", null, 0, false, false));
        world.settle(MOMENT);
        boolean[] left = new boolean[1];
        a.cluster.close().onSuccess(v -> left[0] = true);
        world.settle(MOMENT);
        assertTrue(left[0]);
        assertFalse(world.beats.containsKey(a.name));
        assertEquals("stop", ((Done) atB().log().terminal()).finishReason());
    }
}
