package dev.sluice.redis;

import static dev.sluice.model.SessionContract.await;
import static dev.sluice.redis.TwoNodes.find;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.SessionId;
import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Of the connections that a session opens on two nodes one stays, also where they could not hear each other. */
final class SessionTakeOversIT extends OnTwoNodes {
    private static final TabId TAB = new TabId("t1");

    SessionTakeOversIT(RedisKind kind) {
        super(kind);
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
        System.out.println("SessionTakeOversIT seed " + seed);
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
        Buffer ended = Buffer.buffer("ended nobody " + SessionSteps.tag(last));
        await(from.link.publish(from.link.keys().channel("sessions"), ended));
        for (SessionNode each : List.of(from, to)) while (!each.told.remove("ended")) Thread.onSpinWait();
    }
}
