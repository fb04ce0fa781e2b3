package dev.sluice.redis;

import static dev.sluice.model.SessionContract.await;
import static dev.sluice.model.SessionContract.code;
import static dev.sluice.redis.TwoNodes.find;
import static dev.sluice.redis.TwoNodes.key;
import static dev.sluice.redis.TwoNodes.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What one node does to a session, and what another one sees of it. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class SharedSessionsIT {
    private static final TabId TAB = new TabId("t1");

    private final TwoNodes nodes;

    SharedSessionsIT(RedisBinary binary) throws Exception {
        nodes = new TwoNodes(binary);
    }

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void whatOneMadeTheOtherFindsWhole() throws Exception {
        SessionId id = await(nodes.a.sessions.create(TwoNodes.ANYBODY)).id();
        await(nodes.a.sessions.openTab(id, TAB));
        await(nodes.a.sessions.subscribe(id, TAB, new StreamId("fd_x"), 12));
        await(nodes.a.sessions.subscribe(id, TabId.DEFAULT, new StreamId("fd_x"), 15));
        await(nodes.a.sessions.unsubscribe(id, TAB, new StreamId("fd_x")));
        assertEquals(find(nodes.a, id), find(nodes.b, id));
    }

    @Test
    void aChangeIsToldOnTheNodeThatKnowsTheSessionAndNowhereElse() throws Exception {
        SessionId known = nodes.shared();
        SessionId elsewhere = await(nodes.a.sessions.create(TwoNodes.ANYBODY)).id();
        await(nodes.a.sessions.openTab(elsewhere, TAB));
        await(nodes.a.sessions.openTab(known, TAB));
        assertEquals("changed 2", Linked.next(nodes.b.told));
        assertTrue(nodes.b.told.isEmpty());
    }

    @Test
    void theSecondConnectionReplacesTheFirstOnAnotherNode() throws Exception {
        SessionId id = nodes.shared();
        nodes.a.sessions.opened(id, null);
        settle(nodes.a, nodes.b);
        nodes.b.sessions.opened(id, null);
        assertEquals("replaced null", Linked.next(nodes.a.told));
        nodes.a.sessions.opened(id, TAB);
        settle(nodes.a, nodes.b);
        nodes.b.sessions.opened(id, TAB);
        assertEquals("replaced t1", Linked.next(nodes.a.told));
        assertTrue(nodes.a.told.isEmpty());
    }

    @Test
    void ofTwoConnectionsThatOpenAtOnceOneStays() throws Exception {
        for (int round = 0; round < 20; round++) {
            SessionId id = nodes.shared();
            open(nodes.a, id);
            open(nodes.b, id);
            settle(nodes.a, nodes.b);
            settle(nodes.b, nodes.a);
            assertTrue(nodes.a.told.isEmpty() ^ nodes.b.told.isEmpty(), nodes.a.told + " and " + nodes.b.told);
        }
    }

    @Test
    void whatANodeDidNotHearWhileItWasDeafItIsToldAfterwards() throws Exception {
        SessionId id = nodes.shared();
        nodes.a.open(id, null);
        nodes.b.open(id, TAB);
        settle(nodes.a, nodes.b);
        settle(nodes.b, nodes.a);
        nodes.lose();
        nodes.a.told.clear();
        nodes.b.told.clear();
        nodes.time.advance(10);
        nodes.b.open(id, null);
        nodes.time.advance(10);
        nodes.a.open(id, TAB);
        nodes.back(false);
        assertEquals("replaced null", Linked.next(nodes.a.told));
        assertEquals("replaced t1", Linked.next(nodes.b.told));
        settle(nodes.a, nodes.b);
        settle(nodes.b, nodes.a);
        assertEquals(List.of("*"), nodes.b.holds());
        assertEquals(List.of("t1"), nodes.a.holds());
    }

    @Test
    void ofAnyConnectionsThatOpenWhileNobodyHearsOneOfEachStays() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SharedSessionsIT seed " + seed);
        Random random = new Random(seed);
        SessionId id = nodes.shared();
        nodes.lose();
        for (int i = 0; i < 300; i++) {
            if (random.nextBoolean()) nodes.time.advance(1);
            (random.nextBoolean() ? nodes.a : nodes.b).open(id, new TabId("t" + random.nextInt(200)));
        }
        Set<String> opened = new TreeSet<>(nodes.a.holds());
        opened.addAll(nodes.b.holds());
        nodes.back(random.nextBoolean());
        Until.so("one of each stays", () -> {
            List<String> all = new ArrayList<>(nodes.a.holds());
            all.addAll(nodes.b.holds());
            return all.size() == opened.size() && opened.equals(new TreeSet<>(all));
        });
    }

    /** What it was told before its own connection opened was of no concern to that; on the loop nothing comes between. */
    private static void open(SessionNode node, SessionId id) {
        node.link.loop().runOnContext(v -> {
            node.sessions.opened(id, null);
            node.told.clear();
        });
    }

    /** One node's messages come in the order in which they were sent: the other has heard all that were sent until now. */
    private static void settle(SessionNode from, SessionNode to) throws Exception {
        SessionId last = await(from.sessions.create(TwoNodes.ANYBODY)).id();
        find(to, last);
        await(from.sessions.end(last));
        while (!to.told.remove("ended")) Thread.onSpinWait();
        from.told.remove("ended");
    }

    @Test
    void whatOneEndsHasEndedEverywhere() throws Exception {
        SessionId id = nodes.shared();
        await(nodes.a.sessions.end(id));
        assertEquals("ended", Linked.next(nodes.b.told));
        assertEquals("unknown_session", code(nodes.b.sessions.find(id)));
        assertEquals("unknown_session", code(nodes.a.sessions.find(id)));
    }

    @Test
    void aTicketIsGoodOnceOnAnyNode() throws Exception {
        SessionId id = nodes.shared();
        String ticket = await(nodes.a.sessions.issueTicket(id, Duration.ofMinutes(1)));
        assertEquals(id, await(nodes.b.sessions.redeemTicket(ticket)).id());
        assertEquals("unknown_ticket", code(nodes.a.sessions.redeemTicket(ticket)));
    }

    @Test
    void aKeyIsBoundToOneStreamWhicheverNodeTheRepetitionComesTo() throws Exception {
        SessionId id = nodes.shared();
        StreamId first = new StreamId("s1");
        assertEquals(first, await(nodes.a.sessions.bindKey(id, "k 1\n", "d", first)));
        assertEquals(first, await(nodes.b.sessions.bindKey(id, "k 1\n", "d", new StreamId("s2"))));
        await(nodes.b.sessions.unbindKey(id, "k 1\n", first));
        assertEquals(new StreamId("s3"), await(nodes.a.sessions.bindKey(id, "k 1\n", "d", new StreamId("s3"))));
    }

    @Test
    void noChangeIsLostAndNoOrdinalIsGivenTwiceHoweverManyComeAtOnce() throws Exception {
        SessionId id = nodes.shared();
        List<Future<SessionState>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(nodes.a.sessions.subscribe(id, TabId.DEFAULT, new StreamId("a" + i)));
            all.add(nodes.b.sessions.subscribe(id, TabId.DEFAULT, new StreamId("b" + i)));
        }
        for (Future<SessionState> each : all) await(each);
        SessionState state = find(nodes.a, id);
        assertEquals(
                40,
                new HashSet<>(state.subscriptions().stream()
                                .map(Subscription::ordinal)
                                .toList())
                        .size());
        assertEquals(41, state.nextOrdinal());
        assertEquals(state, find(nodes.b, id));
    }

    @Test
    void somebodyElsesValueIsReportedAndTheSessionThatIsKnownGoesOn() throws Exception {
        SessionId id = nodes.shared();
        nodes.server.talk("DEL " + key(id));
        nodes.server.talk("SET " + key(id) + " theirs");
        assertTrue(await(nodes.a.sessions.openTab(id, TAB)).tabs().contains(TAB));
        assertEquals(key(id), Linked.next(nodes.a.foreign));
        SessionNode stranger = nodes.node("c");
        try {
            assertEquals("unknown_session", code(stranger.sessions.find(id)));
        } finally {
            stranger.close();
        }
        assertEquals("theirs", nodes.server.ask("GET " + key(id)));
    }

    @Test
    void aBrokenValueIsReportedAndOthersAreNotConcerned() throws Exception {
        SessionId id = nodes.shared();
        SessionId other = nodes.shared();
        assertEquals(":0", nodes.server.talk("HSET " + key(id) + " mark x.9 state {epoch"));
        assertEquals(1, find(nodes.a, id).version());
        assertEquals(key(id), Linked.next(nodes.a.foreign));
        subscribe(nodes.a, other, "s1");
        assertEquals("changed 2", Linked.next(nodes.b.told));
    }

    @Test
    void aSessionThatWasNotUsedHereForLongIsForgottenHereAlone() throws Exception {
        SessionId id = nodes.shared();
        nodes.time.advance(Duration.ofMinutes(61).toMillis());
        nodes.a.sessions.sweep();
        assertEquals(0, nodes.a.sessions.size());
        assertTrue(nodes.a.told.isEmpty());
        find(nodes.a, id);
    }

    @Test
    void aQuietConnectionCostsRedisOneCommandAMinute() throws Exception {
        SessionId id = nodes.shared();
        int before = nodes.a.commands.get();
        for (int second = 0; second < 59; second++) {
            nodes.time.advance(1000);
            nodes.a.sessions.touch(id);
        }
        assertEquals(before, nodes.a.commands.get());
        nodes.server.age(Duration.ofSeconds(100));
        nodes.time.advance(1000);
        nodes.a.sessions.touch(id);
        find(nodes.a, id);
        assertEquals(before + 2, nodes.a.commands.get());
        long left = Long.parseLong(nodes.server.ask("TTL " + key(id)));
        assertTrue(left > Duration.ofHours(24).toSeconds(), left + " s");
    }

    @Test
    void whatAFullRedisRefusedIsOfferedAgain() throws Exception {
        SessionId id = nodes.shared();
        assertEquals("+OK", nodes.server.talk("CONFIG SET maxmemory 1"));
        assertTrue(subscribe(nodes.a, id, "s1").subscription(new StreamId("s1")).live());
        assertEquals(1, find(nodes.b, id).version());
        assertEquals("+OK", nodes.server.talk("CONFIG SET maxmemory 0"));
        assertTrue(nodes.a.states.isEmpty());
        nodes.a.sessions.sweep();
        assertEquals("changed 2", Linked.next(nodes.b.told));
    }

    @Test
    void aReplicaThatTookOverWithoutTheNewestStateGetsItFromTheNodes() throws Exception {
        SessionId id = nodes.shared();
        String epoch = subscribe(nodes.a, id, "s1").epoch();
        nodes.server.talk("COPY " + key(id) + " copy");
        SessionState newest = subscribe(nodes.a, id, "s2");
        assertEquals(":1", nodes.server.talk("COPY copy " + key(id) + " REPLACE"));
        SessionState again = find(nodes.a, id);
        assertEquals(newest.subscriptions(), again.subscriptions());
        assertTrue(again.version() > newest.version());
        assertEquals(epoch, again.epoch());
        assertEquals(again, find(nodes.b, id));
    }

    @Test
    void aForeignMessageIsPassedOver() throws Exception {
        SessionId id = nodes.shared();
        nodes.server.talk("PUBLISH test:!sessions nonsense");
        nodes.server.talk("PUBLISH test:!sessions \"changed x " + SessionSteps.tag(id) + "\"");
        nodes.server.talk("PUBLISH test:!sessions \"opened x " + SessionSteps.tag(id) + " ///\"");
        subscribe(nodes.a, id, "s1");
        assertEquals("changed 2", Linked.next(nodes.b.told));
        assertFalse(nodes.b.told.contains("ended"));
    }
}
