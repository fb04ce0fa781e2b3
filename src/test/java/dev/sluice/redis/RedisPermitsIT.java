package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.LeasedLimit;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.PermitPool.Claim;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.admission.PermitShare;
import dev.sluice.admission.QueuePolicy;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Permits of one upstream, shared out by a real Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisPermitsIT {
    private static final String KEY = "test:permits:{up}";
    private static final int LIMIT = 10;
    private static final Principal ANN = new Principal("ann", "t", Tier.PRO, Set.of());

    @RegisterExtension
    final TestRedis redis;

    private Linked linked;

    RedisPermitsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
    }

    /** As if the first claim had been made long ago, by somebody who is there. */
    private void known() throws Exception {
        redis.at(KEY).talk("HSET " + KEY + " .born 1");
    }

    private int claim(String node, int held, int inUse, int wanted) throws Exception {
        Promise<Integer> promise = Promise.promise();
        new RedisPermits(linked.link, node).claim(new Claim("up", LIMIT, held, inUse, wanted), promise::complete);
        return await(promise.future());
    }

    @Test
    void oneNodeGetsThemAll() throws Exception {
        known();
        assertEquals(10, claim("a", 0, 0, 0));
    }

    @Test
    void whoeverIsThereMakesRoomForWhoeverComes() throws Exception {
        known();
        assertEquals(10, claim("a", 0, 0, 20));
        assertEquals(0, claim("b", 0, 0, 20));
        assertEquals(5, claim("a", 10, 7, 20));
        assertEquals(0, claim("b", 0, 0, 20), "until it was told so, a may have given out ten");
        assertEquals(5, claim("a", 5, 7, 20), "it knows, and seven are out");
        assertEquals(3, claim("b", 0, 0, 20));
        assertEquals(5, claim("a", 5, 4, 20));
        assertEquals(5, claim("b", 3, 3, 20));
    }

    @Test
    void whoWantsLittleLeavesTheRest() throws Exception {
        known();
        claim("a", 0, 0, 0);
        claim("b", 0, 0, 2);
        assertEquals(4, claim("a", 10, 0, 1), "what it wants, and half of what nobody does");
        claim("a", 4, 0, 1);
        assertEquals(6, claim("b", 0, 0, 30));
        assertEquals(1, claim("a", 4, 0, 1));
        claim("a", 1, 0, 1);
        assertEquals(9, claim("b", 6, 6, 30));
    }

    @Test
    void whatANodeThatLeftHadIsFree() throws Exception {
        known();
        claim("a", 0, 0, 20);
        new RedisPermits(linked.link, "a").leave("up");
        assertEquals(10, claim("b", 0, 0, 20));
    }

    @Test
    void anEmptyRedisFirstHearsWhatEverybodyHolds() throws Exception {
        assertEquals(0, claim("a", 0, 0, 5));
        assertEquals(6, claim("b", 6, 6, 9));
        assertEquals(4, claim("c", 5, 4, 9), "five are held and only four are left");
    }

    @Test
    void aValueThatIsNotOursIsAnAbsentAnswer() throws Exception {
        redis.at(KEY).talk("SET " + KEY + " x");
        Promise<Integer> promise = Promise.promise();
        new RedisPermits(linked.link, "a").claim(new Claim("up", LIMIT, 3, 2, 2), promise::complete);
        assertEquals(null, await(promise.future()));
    }

    /** One node's queue with its share, which works off what comes. */
    private final class Node implements Waiter {
        final LeasedLimit lease = new LeasedLimit(PermitLimit.fixed(LIMIT));
        final FairPermits queue =
                new FairPermits("up", lease, QueuePolicy.usual(1_000, Duration.ofMinutes(1)), System::nanoTime);
        final PermitShare share;
        final BlockingQueue<Permit> out = new LinkedBlockingQueue<>();

        Node(String name) {
            share = new PermitShare("up", LIMIT, queue, lease, new RedisPermits(linked.link, name), System::nanoTime);
        }

        @Override
        public void granted(Permit permit) {
            out.add(permit);
        }

        @Override
        public void shed(Failure failure) {
            throw new AssertionError(failure.message());
        }
    }

    @Test
    void underLoadNoMoreThanTheLimitAreOutAndAllAreUsedByAllNodes() throws Exception {
        known();
        Random random = new Random(7);
        List<Node> nodes = List.of(new Node("a"), new Node("b"), new Node("c"));
        long timer = linked.vertx.setPeriodic(10, t -> nodes.forEach(n -> n.share.tick()));
        for (Node node : nodes) for (int i = 0; i < 200; i++) node.queue.acquire(ANN, node);
        int served = 0;
        int most = 0;
        long began = System.nanoTime();
        List<Permit> held = new ArrayList<>();
        while (served < 450) {
            for (Node node : nodes) node.out.drainTo(held);
            int out = 0;
            for (Node node : nodes) out += node.queue.inUse();
            most = Math.max(most, out);
            // Counted one after the other: what one gave back meanwhile the next one may have by now.
            assertTrue(out <= LIMIT, out + " out");
            if (held.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
                continue;
            }
            held.remove(random.nextInt(held.size())).release(Outcome.SUCCESS);
            served++;
            assertTrue(System.nanoTime() - began < 60_000_000_000L, served + " served in a minute");
        }
        linked.vertx.cancelTimer(timer);
        assertEquals(LIMIT, most);
        for (Node node : nodes) assertTrue(node.queue.waiting() < 100, node.queue.waiting() + " of 200 still wait");
    }
}
