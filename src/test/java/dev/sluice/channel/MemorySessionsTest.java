package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemorySessionsTest {
    private static final TabId TAB = new TabId("t1");
    private static final StreamId STREAM = new StreamId("s1");
    private static final StreamId OTHER = new StreamId("s2");

    private final HandTime time = new HandTime();
    private final MemorySessions sessions = new MemorySessions(Settings.sessions(3, 2, 4), time);
    private final List<String> told = new ArrayList<>();
    private final SessionId id = create();

    MemorySessionsTest() {
        sessions.listen(new SessionStore.Listener() {
            @Override
            public void changed(SessionState state) {
                told.add("changed " + state.version());
            }

            @Override
            public void ended(SessionId id) {
                told.add("ended");
            }
        });
    }

    @Test
    void aNewSessionHasTheNamelessTabAndNothingElse() {
        SessionState state = state();
        assertEquals(List.of(TabId.DEFAULT), List.copyOf(state.tabs()));
        assertEquals(List.of(), state.subscriptions());
        assertEquals(1, state.nextOrdinal());
        assertTrue(state.epoch().matches("[a-z0-9]{4}"), state.epoch());
    }

    @Test
    void refusesMoreSessionsThanTheNodeHolds() {
        for (int i = 0; i < 3; i++) create();
        assertEquals("session_limit", code(sessions.create(Settings.ANYBODY)));
    }

    @Test
    void opensATabOnceAndTellsOfItOnce() {
        assertTrue(sessions.openTab(id, TAB).result().tabs().contains(TAB));
        assertSame(state(), sessions.openTab(id, TAB).result());
        assertEquals(List.of("changed 2"), told);
    }

    @Test
    void refusesTabsPastTheLimitAndNamesIt() {
        for (int i = 0; i < 3; i++) sessions.openTab(id, new TabId("x" + i));
        FailureException refused = failure(sessions.openTab(id, TAB));
        assertEquals("tab_limit", refused.failure().code());
        assertTrue(refused.getMessage().contains(" 3 "), refused.getMessage());
        sessions.closeTab(id, new TabId("x0"));
        assertTrue(sessions.openTab(id, TAB).succeeded());
    }

    @Test
    void theNamelessTabCannotBeClosed() {
        assertTrue(sessions.closeTab(id, TabId.DEFAULT).result().tabs().contains(TabId.DEFAULT));
    }

    @Test
    void aClosedTabsSubscriptionsStay() {
        sessions.openTab(id, TAB);
        sessions.subscribe(id, TAB, STREAM);
        assertEquals(1, sessions.closeTab(id, TAB).result().subscriptions().size());
    }

    @Test
    void numbersSubscriptionsAndTabsThatJoinInOneRow() {
        sessions.openTab(id, TAB);
        sessions.subscribe(id, TabId.DEFAULT, STREAM);
        sessions.subscribe(id, TabId.DEFAULT, OTHER);
        SessionState state = sessions.subscribe(id, TAB, STREAM).result();
        assertEquals(1, state.subscription(STREAM).ordinalFor(null));
        assertEquals(1, state.subscription(STREAM).ordinalFor(TabId.DEFAULT));
        assertEquals(3, state.subscription(STREAM).ordinalFor(TAB));
        assertEquals(0, state.subscription(OTHER).ordinalFor(TAB));
        assertEquals(4, state.nextOrdinal());
    }

    @Test
    void subscribingTwiceIsSubscribingOnce() {
        SessionState first = sessions.subscribe(id, TabId.DEFAULT, STREAM).result();
        assertSame(first, sessions.subscribe(id, TabId.DEFAULT, STREAM).result());
        assertEquals(List.of("changed 2"), told);
    }

    @Test
    void refusesToSubscribeForATabThatIsNotOpenAndNamesIt() {
        FailureException refused = failure(sessions.subscribe(id, TAB, STREAM));
        assertEquals("unknown_tab", refused.failure().code());
        assertEquals("tab", refused.failure().field());
    }

    @Test
    void refusesMoreLiveStreamsThanAllowedAndRetiredOnesDoNotCount() {
        sessions.subscribe(id, TabId.DEFAULT, STREAM);
        sessions.subscribe(id, TabId.DEFAULT, OTHER);
        StreamId third = new StreamId("s3");
        assertEquals("stream_limit", code(sessions.subscribe(id, TabId.DEFAULT, third)));
        sessions.retire(id, STREAM, 9);
        assertTrue(sessions.subscribe(id, TabId.DEFAULT, third).succeeded());
        assertEquals(9, state().subscription(STREAM).retired());
    }

    @Test
    void eachChangeHasAHigherVersionAndIsTold() {
        sessions.openTab(id, TAB);
        sessions.subscribe(id, TAB, STREAM);
        sessions.retire(id, STREAM, 3);
        sessions.retire(id, STREAM, 4);
        sessions.closeTab(id, TAB);
        sessions.closeTab(id, TAB);
        assertEquals(List.of("changed 2", "changed 3", "changed 4", "changed 5"), told);
    }

    @Test
    void livesForItsTimeToLiveAfterItsLastUse() {
        long ttl = Duration.ofHours(24).toMillis();
        time.advance(ttl);
        assertTrue(sessions.find(id).succeeded());
        time.advance(ttl);
        sessions.sweep();
        assertTrue(sessions.find(id).succeeded());
        time.advance(ttl + 1);
        assertEquals("unknown_session", code(sessions.find(id)));
        sessions.sweep();
        assertEquals(0, sessions.size());
        assertEquals(List.of("ended"), told);
    }

    @Test
    void endsOnceAndForgetsItsTickets() {
        String ticket = sessions.issueTicket(id, Duration.ofMinutes(1)).result();
        sessions.end(id);
        sessions.end(id);
        assertEquals(List.of("ended"), told);
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
        assertEquals("unknown_session", code(sessions.openTab(id, TAB)));
    }

    @Test
    void aTicketIsGoodOnce() {
        String ticket = sessions.issueTicket(id, Duration.ofMinutes(1)).result();
        assertEquals(id, sessions.redeemTicket(ticket).result().id());
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
    }

    @Test
    void aTicketExpires() {
        String ticket = sessions.issueTicket(id, Duration.ofMinutes(1)).result();
        time.advance(60_001);
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
    }

    @Test
    void noTicketIsNoTicket() {
        assertEquals("unknown_ticket", code(sessions.redeemTicket(null)));
        assertEquals("unknown_ticket", code(sessions.redeemTicket("guess")));
    }

    @Test
    void aKeyStaysBoundToItsFirstStream() {
        assertEquals(STREAM, sessions.bindKey(id, "k", "d", STREAM).result());
        assertEquals(STREAM, sessions.bindKey(id, "k", "d", OTHER).result());
        assertEquals("idempotency_key_reused", code(sessions.bindKey(id, "k", "another", OTHER)));
    }

    @Test
    void aKeyBelongsToItsSession() {
        sessions.bindKey(id, "k", "d", STREAM);
        assertEquals(OTHER, sessions.bindKey(create(), "k", "d", OTHER).result());
    }

    @Test
    void aKeyIsFreeAgainAfterADayOrOnceItsRequestFailed() {
        sessions.bindKey(id, "k", "d", STREAM);
        sessions.unbindKey(id, "k", OTHER);
        assertEquals(STREAM, sessions.bindKey(id, "k", "d", OTHER).result());
        sessions.unbindKey(id, "k", STREAM);
        assertEquals(OTHER, sessions.bindKey(id, "k", "d", OTHER).result());
        time.advance(Duration.ofHours(24).toMillis() + 1);
        assertEquals(STREAM, sessions.bindKey(id, "k", "d", STREAM).result());
    }

    @Test
    void twoSessionsOfOneUserAreTwoSessions() {
        SessionId other = create();
        assertNotEquals(id, other);
        sessions.openTab(other, TAB);
        assertEquals(1, state().tabs().size());
        assertEquals(1, sessions.tabs());
    }

    private SessionId create() {
        return sessions.create(Settings.ANYBODY).result().id();
    }

    private SessionState state() {
        return sessions.find(id).result();
    }

    private static FailureException failure(Future<?> refused) {
        return (FailureException) refused.cause();
    }

    private static String code(Future<?> refused) {
        return failure(refused).failure().code();
    }
}
