package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Several nodes' queues with their shares of one upstream's permits, beside a naive pool; nodes and the pool come and go. */
final class PermitShareTest {
    private static final int LIMIT = 10;
    private static final long MILLI = 1_000_000;
    private static final long LIFE = PermitPool.SHARE_LIVES_NANOS;
    private static final Principal ANN = new Principal("ann", "t", Tier.PRO, Set.of());

    private Random random = new Random(1);
    private PooledPermits pool = new PooledPermits(random, 3 * MILLI);
    private final List<Node> nodes = new ArrayList<>();
    private long ticked;

    private final class Node implements Waiter {
        final String name;
        final LeasedLimit lease = new LeasedLimit(PermitLimit.fixed(LIMIT));
        final FairPermits queue =
                new FairPermits("up", lease, QueuePolicy.usual(1_000, Duration.ofHours(1)), () -> pool.now);
        final PermitShare share;
        final List<Permit> out = new ArrayList<>();
        int granted;

        Node(String name) {
            this.name = name;
            share = new PermitShare("up", LIMIT, queue, lease, pool.of(name), () -> pool.now);
            nodes.add(this);
        }

        void ask(int times) {
            for (int i = 0; i < times; i++) queue.acquire(ANN, this);
        }

        @Override
        public void granted(Permit permit) {
            out.add(permit);
            granted++;
        }

        @Override
        public void shed(Failure failure) {
            // The line foresees too long a wait.
        }

        void release() {
            if (!out.isEmpty()) out.remove(random.nextInt(out.size())).release(Outcome.SUCCESS);
        }
    }

    private int out() {
        return nodes.stream().mapToInt(n -> n.queue.inUse()).sum();
    }

    private void pass(long nanos) {
        pool.pass(nanos);
        if (pool.now - ticked < PermitShare.TICK_MILLIS * MILLI) return;
        ticked = pool.now;
        for (Node each : nodes) each.share.tick();
    }

    /** Answers end and new ones are asked for, everywhere and all the time. @return most that were out */
    private int busy(long millis) {
        int most = 0;
        for (long end = pool.now + millis * MILLI; pool.now < end; ) {
            pass(random.nextLong(10 * MILLI));
            for (Node each : nodes) {
                if (each.queue.waiting() < 5) each.ask(5);
                if (random.nextInt(4) == 0) each.release();
            }
            most = Math.max(most, out());
        }
        return most;
    }

    @RepeatedTest(20)
    void neverMoreThanTheLimitAreOutWhateverIsLateOrLostOrAway(RepetitionInfo repetition) {
        long seed = 7_919L * repetition.getCurrentRepetition();
        System.out.println("PermitShareTest seed " + seed);
        random = new Random(seed);
        pool = new PooledPermits(random, 30 * MILLI);
        for (String name : List.of("a", "b", "c")) new Node(name);
        long back = 0;
        int most = 0;
        for (int step = 0; step < 30_000; step++) {
            pass(random.nextLong(10 * MILLI));
            Node node = nodes.get(random.nextInt(3));
            // Each node is busy for a while, and then idle for a while.
            boolean busy = (pool.now / (700 * MILLI) + node.name.hashCode()) % 3 > 0;
            if (busy && node.queue.waiting() < 8) node.ask(random.nextInt(4));
            else if (random.nextBoolean()) node.release();
            if (pool.now >= back) {
                pool.away = false;
                pool.cut.clear();
                // A node alone is away for less than a share's life, and then has time to claim; the pool for as long
                // as it likes.
                int what = pool.now < back + 1_000 * MILLI ? -1 : random.nextInt(300);
                if (what == 0) pool.cut.add(node.name);
                if (what == 1) pool.away = true;
                long longest = what == 0 ? LIFE - 600 * MILLI : 3 * LIFE;
                if (what == 0 || what == 1) back = pool.now + random.nextLong(longest);
            }
            most = Math.max(most, out());
            assertTrue(out() <= LIMIT, () -> out() + " out, seed " + seed);
        }
        assertEquals(LIMIT, most, "and all were");
    }

    @Test
    void whoeverComesToNodesThatAreBusyGetsItsPart() {
        new Node("a");
        new Node("b");
        busy(3_000);
        Node late = new Node("c");
        assertTrue(busy(3_000) <= LIMIT);
        assertTrue(late.granted > 50, late.granted + " granted");
        for (Node each : nodes) assertTrue(each.queue.limit() >= LIMIT / 3 - 1, each.name + " " + each.queue.limit());
    }

    @Test
    void whileThePoolIsAwayEachGoesOnWithWhatItHadAndTheLimitHolds() {
        Node a = new Node("a");
        Node b = new Node("b");
        busy(2_000);
        pool.away = true;
        busy(1_000);
        int[] before = {a.granted, b.granted};
        assertEquals(LIMIT, busy(60_000));
        assertTrue(a.granted - before[0] > 500 && b.granted - before[1] > 500, "both go on");
        pool.away = false;
        assertEquals(LIMIT, busy(10_000));
    }

    @Test
    void aNodeThatAloneIsCutOffForLongExceedsByItsShareAndNoMoreUntilItIsBack() {
        Node a = new Node("a");
        new Node("b");
        busy(2_000);
        pool.cut.add("a");
        assertTrue(busy(LIFE / MILLI - 1_000) <= LIMIT, "until then its share is kept for it");
        int share = a.queue.limit();
        assertTrue(busy(30_000) <= LIMIT + share);
        assertEquals(share, a.queue.limit());
        pool.cut.clear();
        busy(2_000);
        assertTrue(busy(10_000) <= LIMIT, "it is back");
        assertTrue(a.queue.limit() >= LIMIT / 2 - 1, "and has its part again");
    }

    @Test
    void aNodeThatNeverHeardOfItsShareTakesOnePermitOnceItsShareWouldBeOver() {
        pool.away = true;
        Node node = new Node("a");
        node.ask(3);
        while (pool.now < LIFE - 100 * MILLI) pass(10 * MILLI);
        assertEquals(0, node.granted);
        while (pool.now < 2 * LIFE) pass(10 * MILLI);
        assertEquals(1, node.granted);
        pool.away = false;
        while (pool.now < 3 * LIFE) pass(10 * MILLI);
        assertEquals(3, node.granted);
    }

    @Test
    void whatComesBackAboveAShareThatShrankIsNotGivenOutAgain() {
        Node a = new Node("a");
        a.ask(20);
        for (int i = 0; i < 30; i++) pass(20 * MILLI);
        assertEquals(LIMIT, a.queue.inUse());
        Node b = new Node("b");
        b.ask(20);
        for (int i = 0; i < 30; i++) pass(20 * MILLI);
        assertEquals(LIMIT / 2, a.queue.limit());
        assertEquals(0, b.queue.inUse(), "all are out");
        for (int i = 0; i < 3; i++) a.release();
        assertEquals(LIMIT - 3, a.queue.inUse());
        for (int i = 0; i < 30; i++) pass(20 * MILLI);
        assertEquals(3, b.queue.inUse());
    }
}
