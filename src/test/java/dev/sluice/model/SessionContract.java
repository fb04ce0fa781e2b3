package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of sessions does, whatever it keeps them in. */
public abstract class SessionContract {
    /** 3 tabs, 2 live streams, 4 sessions. */
    protected static final Config.Sessions LIMITS = new Config.Sessions(true, Duration.ofHours(24), 3, 2, 4);

    protected static final Principal ANYBODY = new Principal("anna", "acme", Tier.PRO, Set.of("publish"), "key");
    private static final TabId TAB = new TabId("t1");
    private static final StreamId STREAM = new StreamId("s1");
    private static final StreamId OTHER = new StreamId("s2");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private SessionStore sessions;
    private SessionId id;

    /** A store with nothing in it, and {@link #LIMITS}. */
    protected abstract SessionStore open() throws Exception;

    /** Time goes by, for the store and for what it keeps sessions in. */
    protected abstract void advance(Duration time) throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        sessions = open();
        id = create();
        sessions.listen(new SessionStore.Listener() {
            @Override
            public void changed(SessionState state) {
                told.add("changed " + state.version());
            }

            @Override
            public void ended(SessionId id) {
                told.add("ended");
            }

            @Override
            public void replaced(SessionId id, TabId tab) {
                told.add("replaced");
            }
        });
    }

    @Test
    final void aNewSessionHasTheNamelessTabAndNothingElse() throws Exception {
        SessionState state = state();
        assertEquals(List.of(TabId.DEFAULT), List.copyOf(state.tabs()));
        assertEquals(List.of(), state.subscriptions());
        assertEquals(1, state.nextOrdinal());
        assertEquals(ANYBODY, state.principal());
        assertTrue(state.epoch().matches("[a-z0-9]{4}"), state.epoch());
    }

    @Test
    final void refusesMoreSessionsThanTheNodeHolds() throws Exception {
        for (int i = 0; i < 3; i++) create();
        assertEquals("session_limit", code(sessions.create(ANYBODY)));
    }

    @Test
    final void opensATabOnceAndTellsOfItOnce() throws Exception {
        assertTrue(await(sessions.openTab(id, TAB)).tabs().contains(TAB));
        assertEquals(state(), await(sessions.openTab(id, TAB)));
        assertEquals(List.of("changed 2"), told);
    }

    @Test
    final void refusesTabsPastTheLimitAndNamesIt() throws Exception {
        for (int i = 0; i < 3; i++) await(sessions.openTab(id, new TabId("x" + i)));
        FailureException refused = failure(sessions.openTab(id, TAB));
        assertEquals("tab_limit", refused.failure().code());
        assertTrue(refused.getMessage().contains(" 3 "), refused.getMessage());
        await(sessions.closeTab(id, new TabId("x0")));
        await(sessions.openTab(id, TAB));
    }

    @Test
    final void theNamelessTabCannotBeClosed() throws Exception {
        assertTrue(await(sessions.closeTab(id, TabId.DEFAULT)).tabs().contains(TabId.DEFAULT));
    }

    @Test
    final void aClosedTabsSubscriptionsStay() throws Exception {
        await(sessions.openTab(id, TAB));
        await(sessions.subscribe(id, TAB, STREAM));
        assertEquals(1, await(sessions.closeTab(id, TAB)).subscriptions().size());
    }

    @Test
    final void numbersSubscriptionsAndTabsThatJoinInOneRow() throws Exception {
        await(sessions.openTab(id, TAB));
        await(sessions.subscribe(id, TabId.DEFAULT, STREAM));
        await(sessions.subscribe(id, TabId.DEFAULT, OTHER));
        SessionState state = await(sessions.subscribe(id, TAB, STREAM));
        assertEquals(1, state.subscription(STREAM).ordinalFor(null));
        assertEquals(1, state.subscription(STREAM).ordinalFor(TabId.DEFAULT));
        assertEquals(3, state.subscription(STREAM).ordinalFor(TAB));
        assertEquals(0, state.subscription(OTHER).ordinalFor(TAB));
        assertEquals(4, state.nextOrdinal());
    }

    @Test
    final void subscribingTwiceIsSubscribingOnce() throws Exception {
        SessionState first = await(sessions.subscribe(id, TabId.DEFAULT, STREAM));
        assertEquals(first, await(sessions.subscribe(id, TabId.DEFAULT, STREAM)));
        assertEquals(List.of("changed 2"), told);
    }

    @Test
    final void aFeedIsOwedFromWhereItWasSubscribedAndCanBeLeft() throws Exception {
        StreamId feed = new StreamId("fd_news");
        assertEquals(
                7,
                await(sessions.subscribe(id, TabId.DEFAULT, feed, 7))
                        .subscription(feed)
                        .fromFor(null));
        await(sessions.openTab(id, TAB));
        assertEquals(
                9,
                await(sessions.subscribe(id, TAB, feed, 9)).subscription(feed).fromFor(TAB));
        await(sessions.unsubscribe(id, TabId.DEFAULT, feed));
        await(sessions.unsubscribe(id, TabId.DEFAULT, feed));
        SessionState left = await(sessions.unsubscribe(id, TAB, feed));
        assertEquals(Set.of(1, 2), left.subscription(feed).former());
        assertEquals(left, state());
    }

    @Test
    final void refusesToSubscribeForATabThatIsNotOpenAndNamesIt() throws Exception {
        FailureException refused = failure(sessions.subscribe(id, TAB, STREAM));
        assertEquals("unknown_tab", refused.failure().code());
        assertEquals("tab", refused.failure().field());
    }

    @Test
    final void refusesMoreLiveStreamsThanAllowedAndRetiredOnesDoNotCount() throws Exception {
        await(sessions.subscribe(id, TabId.DEFAULT, STREAM));
        await(sessions.subscribe(id, TabId.DEFAULT, OTHER));
        StreamId third = new StreamId("s3");
        assertEquals("stream_limit", code(sessions.subscribe(id, TabId.DEFAULT, third)));
        await(sessions.retire(id, STREAM, 9));
        await(sessions.subscribe(id, TabId.DEFAULT, third));
        assertEquals(9, state().subscription(STREAM).retired());
    }

    @Test
    final void eachChangeHasAHigherVersionAndIsTold() throws Exception {
        await(sessions.openTab(id, TAB));
        await(sessions.subscribe(id, TAB, STREAM));
        await(sessions.retire(id, STREAM, 3));
        await(sessions.retire(id, STREAM, 4));
        await(sessions.closeTab(id, TAB));
        await(sessions.closeTab(id, TAB));
        assertEquals(List.of("changed 2", "changed 3", "changed 4", "changed 5"), told);
    }

    @Test
    final void livesForItsTimeToLiveAfterItsLastUse() throws Exception {
        Duration almost = LIMITS.ttl().minus(SECOND);
        advance(almost);
        await(sessions.find(id));
        advance(almost);
        sessions.sweep();
        assertEquals(List.of(), told);
        await(sessions.find(id));
        advance(LIMITS.ttl().multipliedBy(2));
        assertEquals("unknown_session", code(sessions.find(id)));
        sessions.sweep();
        assertEquals(0, sessions.size());
        assertEquals(List.of("ended"), told);
    }

    @Test
    final void aConnectionKeepsItAlive() throws Exception {
        for (int i = 0; i < 4; i++) {
            advance(LIMITS.ttl().minus(SECOND));
            sessions.touch(id);
            await(sessions.find(create()));
            sessions.sweep();
        }
        await(sessions.find(id));
    }

    @Test
    final void endsOnceAndForgetsItsTickets() throws Exception {
        String ticket = await(sessions.issueTicket(id, Duration.ofMinutes(1)));
        await(sessions.end(id));
        await(sessions.end(id));
        assertEquals(List.of("ended"), told);
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
        assertEquals("unknown_session", code(sessions.openTab(id, TAB)));
    }

    @Test
    final void aTicketIsGoodOnce() throws Exception {
        String ticket = await(sessions.issueTicket(id, Duration.ofMinutes(1)));
        assertEquals(id, await(sessions.redeemTicket(ticket)).id());
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
    }

    @Test
    final void aTicketExpires() throws Exception {
        String ticket = await(sessions.issueTicket(id, Duration.ofMinutes(1)));
        advance(Duration.ofSeconds(61));
        assertEquals("unknown_ticket", code(sessions.redeemTicket(ticket)));
    }

    @Test
    final void noTicketIsNoTicket() throws Exception {
        assertEquals("unknown_ticket", code(sessions.redeemTicket(null)));
        assertEquals("unknown_ticket", code(sessions.redeemTicket("guess")));
    }

    @Test
    final void aKeyStaysBoundToItsFirstStream() throws Exception {
        assertEquals(STREAM, await(sessions.bindKey(id, "k", "d", STREAM)));
        assertEquals(STREAM, await(sessions.bindKey(id, "k", "d", OTHER)));
        assertEquals("idempotency_key_reused", code(sessions.bindKey(id, "k", "another", OTHER)));
    }

    @Test
    final void aKeyBelongsToItsSession() throws Exception {
        await(sessions.bindKey(id, "k", "d", STREAM));
        assertEquals(OTHER, await(sessions.bindKey(create(), "k", "d", OTHER)));
    }

    @Test
    final void aKeyIsFreeAgainAfterADayOrOnceItsRequestFailed() throws Exception {
        await(sessions.bindKey(id, "k", "d", STREAM));
        await(sessions.unbindKey(id, "k", OTHER));
        assertEquals(STREAM, await(sessions.bindKey(id, "k", "d", OTHER)));
        await(sessions.unbindKey(id, "k", STREAM));
        assertEquals(OTHER, await(sessions.bindKey(id, "k", "d", OTHER)));
        advance(Duration.ofHours(24).plus(SECOND));
        assertEquals(STREAM, await(sessions.bindKey(id, "k", "d", STREAM)));
    }

    @Test
    final void twoSessionsOfOneUserAreTwoSessions() throws Exception {
        SessionId other = create();
        assertNotEquals(id, other);
        await(sessions.openTab(other, TAB));
        assertEquals(1, state().tabs().size());
        assertEquals(1, sessions.tabs());
    }

    private SessionId create() throws TimeoutException {
        return await(sessions.create(ANYBODY)).id();
    }

    private SessionState state() throws TimeoutException {
        return await(sessions.find(id));
    }

    public static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }

    public static FailureException failure(Future<?> refused) throws TimeoutException {
        Throwable cause = await(refused.transform(done -> Future.succeededFuture(done.cause())));
        return assertInstanceOf(FailureException.class, cause);
    }

    public static String code(Future<?> refused) throws TimeoutException {
        return failure(refused).failure().code();
    }
}
