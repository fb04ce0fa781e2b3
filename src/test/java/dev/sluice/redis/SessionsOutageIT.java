package dev.sluice.redis;

import static dev.sluice.model.SessionContract.await;
import static dev.sluice.model.SessionContract.code;
import static dev.sluice.redis.TwoNodes.find;
import static dev.sluice.redis.TwoNodes.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Redis is away, or slow, or comes back with nothing. */
final class SessionsOutageIT extends OnTwoNodes {
    /** One of the tests waits for as long. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final TabId TAB = new TabId("t1");

    SessionsOutageIT(RedisKind kind) {
        super(kind, PATIENCE);
    }

    @Test
    void whatIsKnownGoesOnAndIsWrittenBack() throws Exception {
        SessionId id = nodes.shared();
        String epoch = find(nodes.a, id).epoch();
        nodes.lose();
        await(nodes.a.sessions.openTab(id, TAB));
        subscribe(nodes.a, id, "s1");
        assertEquals("changed 2", Linked.next(nodes.a.told));
        nodes.back(false);
        nodes.b.told.take();
        SessionState there = find(nodes.b, id);
        assertEquals(find(nodes.a, id), there);
        assertTrue(there.tabs().contains(TAB));
        assertEquals(epoch, there.epoch());
    }

    @Test
    void newOnesAreMadeAndKnownEverywhereAfterwards() throws Exception {
        nodes.lose();
        SessionState made = await(nodes.a.sessions.create(TwoNodes.ANYBODY));
        subscribe(nodes.a, made.id(), "s1");
        assertEquals("redis_away", code(nodes.b.sessions.find(made.id())));
        nodes.back(false);
        SessionState here = settled(nodes.a, made.id());
        assertEquals(made.epoch(), here.epoch());
        assertEquals(here, find(nodes.b, made.id()));
    }

    @Test
    void changesOfBothNodesAreKeptAndCursorsThatWouldMixThemUpAreRefused() throws Exception {
        SessionId id = nodes.shared();
        String epoch = find(nodes.a, id).epoch();
        nodes.lose();
        subscribe(nodes.a, id, "from-a");
        subscribe(nodes.b, id, "from-b");
        nodes.back(false);
        SessionState both = agreed(id, Set.of("from-a", "from-b"));
        assertNotEquals(epoch, both.epoch());
        assertEquals(3, both.nextOrdinal());
    }

    @Test
    void tabsThatBothOpenedAreKeptAndCursorsStayTrue() throws Exception {
        SessionId id = nodes.shared();
        String epoch = find(nodes.a, id).epoch();
        nodes.lose();
        await(nodes.a.sessions.openTab(id, new TabId("a")));
        await(nodes.b.sessions.openTab(id, new TabId("b")));
        nodes.back(false);
        SessionState both = agreed(id, Set.of());
        assertEquals(Set.of(TabId.DEFAULT, new TabId("a"), new TabId("b")), both.tabs());
        assertEquals(epoch, both.epoch());
    }

    @Test
    void anEmptyRedisGetsWhatTheNodesHaveInAnotherLife() throws Exception {
        SessionId id = nodes.shared();
        SessionId onlyA = await(nodes.a.sessions.create(TwoNodes.ANYBODY)).id();
        SessionState before = subscribe(nodes.a, id, "s1");
        nodes.lose();
        nodes.back(true);
        SessionState after = agreed(id, Set.of("s1"));
        assertNotEquals(before.epoch(), after.epoch());
        assertTrue(after.continues(before));
        assertTrue(after.version() > before.version());
        assertEquals(settled(nodes.a, onlyA), find(nodes.b, onlyA));
    }

    @Test
    void whatWasEndedMeanwhileStaysEnded() throws Exception {
        SessionId id = nodes.shared();
        nodes.lose();
        await(nodes.a.sessions.end(id));
        assertEquals("unknown_session", code(nodes.a.sessions.find(id)));
        nodes.back(false);
        assertEquals("ended", Linked.next(nodes.b.told));
        assertEquals("unknown_session", code(nodes.b.sessions.find(id)));
        assertEquals("unknown_session", code(nodes.a.sessions.find(id)));
    }

    @Test
    void aKeyAndATicketOfTheMeantimeAreGoodWhereTheyWereMade() throws Exception {
        SessionId id = nodes.shared();
        nodes.lose();
        StreamId stream = new StreamId("s1");
        assertEquals(stream, await(nodes.a.sessions.bindKey(id, "k", "d", stream)));
        assertEquals(stream, await(nodes.a.sessions.bindKey(id, "k", "d", new StreamId("s2"))));
        String ticket = await(nodes.a.sessions.issueTicket(id, Duration.ofMinutes(1)));
        nodes.back(false);
        assertEquals(id, await(nodes.a.sessions.redeemTicket(ticket)).id());
        assertEquals("unknown_ticket", code(nodes.a.sessions.redeemTicket(ticket)));
        assertEquals(stream, await(nodes.a.sessions.bindKey(id, "k", "d", new StreamId("s3"))));
    }

    @Test
    void aRedisThatDoesNotAnswerIsWaitedForOnce() throws Exception {
        SessionId id = nodes.shared();
        redis.freeze();
        await(nodes.a.sessions.openTab(id, TAB));
        nodes.a.until("away: ");
        redis.thaw();
        nodes.a.until("up: ");
        assertTrue(settled(nodes.a, id).tabs().contains(TAB));
        assertEquals(find(nodes.a, id), find(nodes.b, id));
    }

    /** Waits until the node has nothing to write back of it. */
    private static SessionState settled(SessionNode node, SessionId id) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        while (node.sessions.unsaved(id)) {
            if (System.nanoTime() > end) throw new AssertionError("never written back");
            Thread.onSpinWait();
        }
        return find(node, id);
    }

    /** Waits until both nodes say the same, and that they have these streams. */
    private SessionState agreed(SessionId id, Set<String> streams) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            SessionState a = settled(nodes.a, id);
            SessionState b = settled(nodes.b, id);
            Set<String> there =
                    a.subscriptions().stream().map(s -> s.stream().value()).collect(Collectors.toSet());
            if (a.equals(b) && there.equals(streams)) return a;
            if (System.nanoTime() > end) throw new AssertionError(a + " and " + b);
        }
    }
}
