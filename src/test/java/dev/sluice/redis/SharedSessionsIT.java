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
import org.junit.jupiter.api.Test;

/** What one node does to a session, and what another one sees of it. */
final class SharedSessionsIT extends OnTwoNodes {
    private static final TabId TAB = new TabId("t1");

    SharedSessionsIT(RedisKind kind) {
        super(kind);
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
        redis.at(key(id)).talk("DEL " + key(id));
        redis.at(key(id)).talk("SET " + key(id) + " theirs");
        assertTrue(await(nodes.a.sessions.openTab(id, TAB)).tabs().contains(TAB));
        assertEquals(key(id), Linked.next(nodes.a.foreign));
        SessionNode stranger = nodes.node("c");
        try {
            assertEquals("unknown_session", code(stranger.sessions.find(id)));
        } finally {
            stranger.close();
        }
        assertEquals("theirs", redis.at(key(id)).ask("GET " + key(id)));
    }

    @Test
    void aBrokenValueIsReportedAndOthersAreNotConcerned() throws Exception {
        SessionId id = nodes.shared();
        SessionId other = nodes.shared();
        assertEquals(":0", redis.at(key(id)).talk("HSET " + key(id) + " mark x.9 state {epoch"));
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
        redis.age(Duration.ofSeconds(100));
        nodes.time.advance(1000);
        nodes.a.sessions.touch(id);
        find(nodes.a, id);
        assertEquals(before + 2, nodes.a.commands.get());
        long left = Long.parseLong(redis.at(key(id)).ask("TTL " + key(id)));
        assertTrue(left > Duration.ofHours(24).toSeconds(), left + " s");
    }

    @Test
    void whatAFullRedisRefusedIsOfferedAgain() throws Exception {
        SessionId id = nodes.shared();
        assertEquals("+OK", redis.at(key(id)).talk("CONFIG SET maxmemory 1"));
        assertTrue(subscribe(nodes.a, id, "s1").subscription(new StreamId("s1")).live());
        assertEquals(1, find(nodes.b, id).version());
        assertEquals("+OK", redis.at(key(id)).talk("CONFIG SET maxmemory 0"));
        assertTrue(nodes.a.states.isEmpty());
        nodes.a.sessions.sweep();
        assertEquals("changed 2", Linked.next(nodes.b.told));
    }

    @Test
    void aReplicaThatTookOverWithoutTheNewestStateGetsItFromTheNodes() throws Exception {
        SessionId id = nodes.shared();
        String epoch = subscribe(nodes.a, id, "s1").epoch();
        redis.at(key(id)).talk("COPY " + key(id) + " " + key(id) + ":copy");
        SessionState newest = subscribe(nodes.a, id, "s2");
        assertEquals(":1", redis.at(key(id)).talk("COPY " + key(id) + ":copy " + key(id) + " REPLACE"));
        SessionState again = find(nodes.a, id);
        assertEquals(newest.subscriptions(), again.subscriptions());
        assertTrue(again.version() > newest.version());
        assertEquals(epoch, again.epoch());
        assertEquals(again, find(nodes.b, id));
    }

    @Test
    void aForeignMessageIsPassedOver() throws Exception {
        SessionId id = nodes.shared();
        redis.at(key(id)).talk("PUBLISH test:!sessions nonsense");
        redis.at(key(id)).talk("PUBLISH test:!sessions \"changed x " + SessionSteps.tag(id) + "\"");
        redis.at(key(id)).talk("PUBLISH test:!sessions \"opened x " + SessionSteps.tag(id) + " ///\"");
        subscribe(nodes.a, id, "s1");
        assertEquals("changed 2", Linked.next(nodes.b.told));
        assertFalse(nodes.b.told.contains("ended"));
    }
}
