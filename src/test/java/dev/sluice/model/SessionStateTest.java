package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a session that went on in two places at once. */
final class SessionStateTest {
    private static final TabId TAB = new TabId("t1");
    private static final StreamId ONE = new StreamId("s1");
    private static final StreamId TWO = new StreamId("s2");
    private static final StreamId FEED = new StreamId("fd_x");
    private static final int MANY = 100;

    private final SessionState common = SessionState.begin(new Principal("u", "t", Tier.FREE, Set.of()));

    @Test
    void whatNobodyHasBeyondItIsTheStateItself() {
        SessionState ours = subscribe(common, ONE);
        assertSame(ours, ours.absorb(common));
        assertSame(ours, ours.absorb(ours));
    }

    @Test
    void subscriptionsOfBothAreKeptAndTheOthersAreNumberedAnew() {
        SessionState both = subscribe(common, ONE).absorb(subscribe(common, TWO));
        assertEquals(1, both.subscription(ONE).ordinal());
        assertEquals(2, both.subscription(TWO).ordinal());
        assertEquals(3, both.nextOrdinal());
        assertEquals(3, both.version());
    }

    @Test
    void cursorsGoOnWhereNothingWasNumberedTwice() {
        SessionState ours = common.openTab(TAB, MANY);
        SessionState theirs = subscribe(common, TWO);
        SessionState both = ours.absorb(theirs);
        assertTrue(both.continues(ours));
        assertTrue(both.continues(theirs));
    }

    @Test
    void cursorsOfOneWhoseNumbersWereGivenToAnotherDoNot() {
        SessionState ours = subscribe(common, ONE);
        SessionState theirs = subscribe(common, TWO);
        SessionState both = ours.absorb(theirs);
        assertTrue(both.continues(ours));
        assertFalse(both.continues(theirs));
    }

    @Test
    void aTabThatJoinedThereJoinsHere() {
        SessionState before = subscribe(common.openTab(TAB, MANY), FEED);
        SessionState theirs = before.subscribe(TAB, FEED, 7, MANY);
        SessionState both = subscribe(before, ONE).absorb(theirs);
        assertEquals(3, both.subscription(FEED).ordinalFor(TAB));
        assertEquals(7, both.subscription(FEED).fromFor(TAB));
        assertFalse(both.continues(theirs));
        assertTrue(both.continues(subscribe(before, ONE)));
    }

    @Test
    void whatIsOverHereIsNotBegunAgain() {
        SessionState before = subscribe(common, ONE);
        assertTrue(before.retire(ONE, 9).absorb(before).subscription(ONE).retired() == 9);
    }

    @Test
    void aFeedThatWasLeftAndSubscribedAnewContinues() {
        SessionState before = subscribe(common, FEED);
        SessionState after = subscribe(before.unsubscribe(TabId.DEFAULT, FEED), FEED);
        assertEquals(2, after.subscription(FEED).ordinal());
        assertTrue(after.continues(before));
        assertFalse(before.continues(after));
    }

    @Test
    void anotherLifeHasAnotherEpochAndTheSameContents() {
        SessionState before = subscribe(common, ONE);
        SessionState reborn = before.reborn();
        assertNotEquals(before.epoch(), reborn.epoch());
        assertEquals(before.subscriptions(), reborn.subscriptions());
        assertTrue(reborn.version() > before.version());
        assertEquals(8, before.above(7).version());
        assertEquals(3, before.above(1).version());
    }

    private static SessionState subscribe(SessionState state, StreamId stream) {
        return state.subscribe(TabId.DEFAULT, stream, 0, MANY);
    }
}
