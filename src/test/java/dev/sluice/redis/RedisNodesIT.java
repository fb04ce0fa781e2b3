package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import dev.sluice.model.Nodes.Member;
import dev.sluice.model.Time;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Members in a real Redis. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class RedisNodesIT {
    private static final String SAID = "test:nodes:{all}:said";

    private final RedisServer server;
    private final List<String> foreign = new CopyOnWriteArrayList<>();
    private final RedisObserver observer = new RedisObserver() {
        @Override
        public void foreign(String key, String what) {
            foreign.add(key + ": " + what);
        }
    };
    private Linked linked;

    RedisNodesIT(RedisBinary binary) throws Exception {
        server = RedisServer.start(binary);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = Linked.to(server);
    }

    @AfterEach
    void close() throws Exception {
        linked.close();
        server.close();
    }

    private static NodeReport said(int answers) {
        return new NodeReport(NodeReport.State.READY, 61, answers, 0, 0);
    }

    @Test
    void membersKnowWhoBeatsAndWhoIsSilent() throws Exception {
        Nodes a = node("a.1");
        Nodes b = node("b.1");
        assertTrue(await(a.beat(5_000, said(1))).unknown());
        assertEquals(Set.of("a.1", "b.1"), await(b.beat(5_000, said(2))).living());
        Nodes.Census census = await(a.beat(5_000, said(3)));
        assertEquals(Set.of("a.1", "b.1"), census.living());
        assertEquals(Set.of(), census.silent());
        assertFalse(census.unknown());
        Until.so("b is silent", () -> await(a.beat(200, said(3))).silent().equals(Set.of("b.1")));
        await(a.leave("b.1"));
        assertEquals(Set.of(), await(a.beat(200, said(3))).silent());
        assertTrue(await(b.beat(5_000, said(2))).unknown(), "whoever was given up is told");
    }

    @Test
    void eachHearsWhatTheOthersSaidWithTheirLastBeatAndHowLongThatIsAgo() throws Exception {
        await(node("a.1").beat(5_000, said(1)));
        NodeReport newest = new NodeReport(NodeReport.State.DRAINING, 9_000_000_000L, 2, 3, 4);
        await(node("a.1").beat(5_000, newest));
        Member a = member(await(node("b.1").beat(5_000, said(2))), "a.1");
        assertEquals(new Member("a.1", false, a.agoMillis(), newest), a);
        Until.so(
                "it is longer ago",
                () -> member(await(node("b.1").beat(5_000, said(2))), "a.1").agoMillis() >= 50);
    }

    @Test
    void nothingStaysOfWhatAMemberSaidThatIsGone() throws Exception {
        await(node("a.1").beat(5_000, said(1)));
        await(node("b.1").beat(5_000, said(2)));
        assertEquals(":2", server.talk("HLEN " + SAID));
        await(node("b.1").leave("b.1"));
        await(node("a.1").beat(5_000, said(1)));
        assertEquals(":1", server.talk("HLEN " + SAID));
        assertTrue(Long.parseLong(server.talk("PTTL " + SAID).substring(1)) > 0, "the last one's goes by itself");
    }

    @Test
    void aMemberThatSaysNothingLivesAllTheSame() throws Exception {
        server.talk("ZADD test:nodes:{all} 9000000000000 old.1");
        Nodes.Census census = await(node("a.1").beat(5_000, said(1)));
        assertEquals(Set.of("a.1", "old.1"), census.living());
        // By a clock that was set back it beats in the future: that is now.
        assertTrue(census.members().contains(new Member("old.1", false, 0, null)), census::toString);
        assertEquals(List.of(), foreign);
    }

    @Test
    void whatIsNoReportIsToldAndPassedOver() throws Exception {
        await(node("b.1").beat(5_000, said(2)));
        for (String broken : List.of("nonsense", "[1]", "null", "{}", "{\\\"state\\\":\\\"asleep\\\"}")) {
            assertEquals(":0", server.talk("HSET " + SAID + " b.1 \"" + broken + "\""));
            foreign.clear();
            Nodes.Census census = await(node("a.1").beat(5_000, said(1)));
            assertEquals(Set.of("a.1", "b.1"), census.living());
            assertNull(member(census, "b.1").report());
            assertEquals(1, foreign.size(), foreign::toString);
            assertTrue(foreign.get(0).startsWith(SAID + ": b.1: "), foreign::toString);
            assertTrue(foreign.get(0).contains(", expected "), foreign::toString);
        }
    }

    @Test
    void somebodyElsesValueInTheWayIsToldAndKeepsNobodyFromLiving() throws Exception {
        server.talk("SET " + SAID + " theirs");
        await(node("a.1").beat(5_000, said(1)));
        Nodes.Census census = await(node("b.1").beat(5_000, said(2)));
        assertEquals(Set.of("a.1", "b.1"), census.living());
        assertTrue(foreign.get(0).startsWith(SAID + ": "), foreign::toString);
        assertEquals("$6", server.talk("GET " + SAID), "it is left alone");
    }

    @Test
    void oneMemberClearsUpAfterAnother() throws Exception {
        assertEquals(true, await(node("a.1").claim("c.1", 60_000)));
        assertEquals(false, await(node("b.1").claim("c.1", 60_000)));
    }

    @Test
    void aMessageReachesTheMemberThatItIsFor() throws Exception {
        RedisPubSub pubSub = new RedisPubSub(linked.link, RedisObserver.NOOP, Time.SYSTEM);
        pubSub.start();
        List<String> heard = new CopyOnWriteArrayList<>();
        for (String name : List.of("a.1", "b.1")) {
            Nodes node = new RedisNodes(linked.link, pubSub, name, RedisObserver.NOOP);
            node.listen(new Nodes.Listener() {
                @Override
                public void message(String message) {
                    heard.add(name + " hears " + message);
                }

                @Override
                public void hearing() {
                    heard.add(name + " listens");
                }

                @Override
                public void returned() {}
            });
            node.start();
        }
        Until.so("both listen", () -> heard.size() == 2);
        await(node("a.1").send("b.1", "at a.1\nst_1 7"));
        Until.so("it is heard", () -> heard.contains("b.1 hears at a.1\nst_1 7"));
        assertEquals(3, heard.size());
        pubSub.close();
    }

    private static Member member(Nodes.Census census, String name) {
        return census.members().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Nodes node(String member) {
        return new RedisNodes(linked.link, null, member, observer);
    }
}
