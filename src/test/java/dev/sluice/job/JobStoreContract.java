package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamId;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of jobs does. A store's own test extends this, and says how it is made. */
abstract class JobStoreContract {
    static final JobTerms TERMS = new JobTerms(1_000, 30_000, 3, 3_600_000, 86_400_000, 100, 1 << 20);
    static final Principal ANN = new Principal("ann", "acme", Tier.PRO, Set.of("publish"), "sha256:00");
    static final Principal BOB = new Principal("bob", "acme", Tier.FREE, Set.of());
    static final JobFault BROKE = new JobFault("upstream_error", "it broke: \"so\"", true);

    long now = 1_700_000_000_000L;
    private final Time time = new Time() {
        @Override
        public long millis() {
            return now;
        }

        @Override
        public long nanos() {
            return now * 1_000_000;
        }
    };

    /** An empty store that goes by that time. */
    abstract JobStore store(JobTerms terms, Time time) throws Exception;

    final JobStore store() throws Exception {
        return store(TERMS, time);
    }

    final JobStore store(JobTerms terms) throws Exception {
        return store(terms, time);
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    static FailureException refusal(Future<?> future) throws Exception {
        try {
            return assertInstanceOf(FailureException.class, new AssertionError("came to " + get(future)));
        } catch (FailureException refused) {
            return refused;
        }
    }

    static NewJob order(Principal who, int priority, long notBefore, String key, String text) {
        Buffer request = Buffer.buffer("{\"text\":\"" + text + "\"}");
        StreamId mailbox = new StreamId("jb_" + who.user());
        String digest = key == null ? null : "digest of " + text;
        return new NewJob(JobId.random(), who, mailbox, priority, notBefore, key, digest, "sim", null, request);
    }

    static NewJob order(int priority) {
        return order(ANN, priority, 0, null, "p" + priority);
    }

    static NewJob add(JobStore store, NewJob order) throws Exception {
        get(store.enqueue(List.of(order)));
        return order;
    }

    static List<JobId> ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).toList();
    }

    private static JobLease claimed(JobStore store) throws Exception {
        List<Job> jobs = get(store.claim(1));
        assertEquals(1, jobs.size());
        return jobs.get(0).lease();
    }

    @Test
    void givesBackAJobAsItWasWritten() throws Exception {
        JobStore store = store();
        NewJob order = new NewJob(
                JobId.random(),
                ANN,
                null,
                3,
                now + 5,
                "k",
                "d",
                "sim;\u00e9",
                "copy",
                Buffer.buffer("{\"a\":\"\u00e9\\n\"}"));
        add(store, order);
        Job job = get(store.find(order.id()));
        assertEquals(order, job.order());
        assertEquals(JobStatus.QUEUED, job.status());
        assertEquals(now, job.created());
        assertEquals(now + 5, job.due());
        assertNull(get(store.find(JobId.random())));
    }

    @Test
    void isFirstInFirstOutWithinAPriorityAndBetterOnesGoFirst() throws Exception {
        JobStore store = store();
        List<NewJob> orders = List.of(order(5), order(1), order(5), order(10), order(1));
        get(store.enqueue(orders));
        List<JobId> expected =
                List.of(1, 4, 0, 2, 3).stream().map(i -> orders.get(i).id()).toList();
        assertEquals(expected, ids(get(store.claim(100))));
    }

    @Test
    void theLastPriorityGoesBeforeAFirstOneThatComesNineQuantaLater() throws Exception {
        JobStore store = store();
        NewJob last = add(store, order(10));
        now += 9 * TERMS.quantumMillis() - 1;
        NewJob early = add(store, order(1));
        now += 2;
        NewJob late = add(store, order(1));
        assertEquals(List.of(early.id(), last.id(), late.id()), ids(get(store.claim(3))));
    }

    @Test
    void nothingRunsBeforeItsTime() throws Exception {
        JobStore store = store();
        NewJob later = add(store, order(ANN, 1, now + 1_000, null, "later"));
        NewJob least = add(store, order(10));
        assertEquals(List.of(least.id()), ids(get(store.claim(2))));
        now += 999;
        assertEquals(List.of(), get(store.claim(1)));
        now++;
        assertEquals(List.of(later.id()), ids(get(store.claim(1))));
    }

    @Test
    void aKeyThatComesAgainYieldsTheFirstJob() throws Exception {
        JobStore store = store();
        NewJob first = add(store, order(ANN, 5, 0, "k1", "a"));
        NewJob other = order(BOB, 5, 0, "k1", "b");
        List<Enqueued> taken =
                get(store.enqueue(List.of(order(ANN, 5, 0, "k1", "a"), other, order(ANN, 5, 0, "k2", "c"))));
        assertEquals(new Enqueued(first.id(), JobStatus.QUEUED, true), taken.get(0));
        assertEquals(new Enqueued(other.id(), JobStatus.QUEUED, false), taken.get(1));
        assertEquals(3, get(store.counts()).enqueued());
    }

    @Test
    void twoOfOneKeyInOneArrayAreOneJob() throws Exception {
        JobStore store = store();
        NewJob first = order(ANN, 5, 0, "k1", "a");
        List<Enqueued> taken = get(store.enqueue(List.of(first, order(ANN, 5, 0, "k1", "a"))));
        assertEquals(new Enqueued(first.id(), JobStatus.QUEUED, true), taken.get(1));
        assertEquals(1, get(store.counts()).enqueued());
    }

    @Test
    void aKeyForAnotherJobRefusesThemAll() throws Exception {
        JobStore store = store();
        add(store, order(ANN, 5, 0, "k1", "a"));
        FailureException refused = refusal(store.enqueue(List.of(order(5), order(ANN, 5, 0, "k1", "b"))));
        assertEquals("idempotency_key_reused", refused.failure().code());
        assertEquals("jobs[1]", refused.failure().field());
        assertEquals(1, get(store.counts()).enqueued());
    }

    @Test
    void aKeyIsRememberedForADayThoughItsJobIsGone() throws Exception {
        JobStore store = store();
        NewJob first = add(store, order(ANN, 5, 0, "k1", "a"));
        assertTrue(get(store.end(claimed(store), new JobEnding.Completed(Buffer.buffer("{}")))));
        now += TERMS.resultMillis() + 1;
        get(store.sweep());
        assertNull(get(store.find(first.id())));
        assertEquals(
                new Enqueued(first.id(), null, true),
                get(store.enqueue(List.of(order(ANN, 5, 0, "k1", "a")))).get(0));
        now += JobStore.KEY_MILLIS;
        get(store.sweep());
        assertFalse(
                get(store.enqueue(List.of(order(ANN, 5, 0, "k1", "a")))).get(0).repeated());
    }

    @Test
    void aFullStoreTakesAllOfAnArrayOrNothing() throws Exception {
        JobStore store = store(new JobTerms(1, 1, 1, 1_000, 1_000, 3, 1 << 20));
        add(store, order(1));
        FailureException refused = refusal(store.enqueue(List.of(order(1), order(1), order(1))));
        assertEquals("job_limit", refused.failure().code());
        assertEquals(1, get(store.counts()).enqueued());
        get(store.enqueue(List.of(order(1), order(1))));
        JobStore small = store(new JobTerms(1, 1, 1, 1_000, 1_000, 100, 1_500));
        add(small, order(1));
        assertEquals(
                "job_limit",
                refusal(small.enqueue(List.of(order(ANN, 1, 0, null, "x".repeat(1_000)))))
                        .failure()
                        .code());
    }

    @Test
    void aWorkerThatIsNotHeardOfLosesItsJobAndCannotCompleteItAnyMore() throws Exception {
        JobStore store = store();
        NewJob order = add(store, order(1));
        JobLease dead = claimed(store);
        now += TERMS.visibleMillis() - 1;
        assertEquals(Set.of(), get(store.heartbeat(List.of(dead))));
        now += TERMS.visibleMillis() - 1;
        get(store.sweep());
        assertEquals(JobStatus.RUNNING, get(store.find(order.id())).status());
        now++;
        get(store.sweep());
        Job waits = get(store.find(order.id()));
        assertEquals(JobStatus.QUEUED, waits.status());
        assertEquals("worker_lost", waits.fault().code());
        JobLease next = claimed(store);
        assertEquals(Set.of(dead), get(store.heartbeat(List.of(dead, next))));
        assertFalse(get(store.end(dead, new JobEnding.Completed(Buffer.buffer("{\"by\":1}")))));
        assertTrue(get(store.end(next, new JobEnding.Completed(Buffer.buffer("{\"by\":2}")))));
        assertFalse(get(store.end(next, new JobEnding.Completed(Buffer.buffer("{\"by\":3}")))));
        assertEquals("{\"by\":2}", get(store.find(order.id())).result().toString());
        assertEquals(new JobCounts(0, 0, 0, 1, 1, 0), get(store.counts()));
    }

    @Test
    void isBuriedWhenItsWorkersWereLostTooOften() throws Exception {
        JobStore store = store();
        NewJob order = add(store, order(1));
        for (int i = 0; i < TERMS.attempts(); i++) {
            claimed(store);
            now += TERMS.visibleMillis();
            get(store.sweep());
        }
        assertEquals(JobStatus.DEAD, get(store.find(order.id())).status());
        assertEquals("worker_lost", get(store.find(order.id())).fault().code());
    }

    @Test
    void aRetriedJobWaitsUntilItIsDueAndKeepsItsPlace() throws Exception {
        JobStore store = store();
        NewJob first = add(store, order(5));
        JobLease lease = claimed(store);
        NewJob second = add(store, order(5));
        assertTrue(get(store.end(lease, new JobEnding.Retried(BROKE, now + 500))));
        Job waits = get(store.find(first.id()));
        assertEquals(BROKE, waits.fault());
        assertEquals(1, waits.attempts());
        now += 499;
        assertEquals(List.of(second.id()), ids(get(store.claim(2))));
        now++;
        NewJob third = add(store, order(5));
        assertEquals(List.of(first.id(), third.id()), ids(get(store.claim(2))));
    }

    @Test
    void whatWasPostponedWasNoAttempt() throws Exception {
        JobStore store = store();
        NewJob order = add(store, order(5));
        assertTrue(get(store.end(claimed(store), new JobEnding.Postponed(now + 10))));
        assertEquals(0, get(store.find(order.id())).attempts());
        assertEquals(List.of(), get(store.claim(1)));
        now += 10;
        assertEquals(2, claimed(store).turn());
        assertEquals(0, get(store.counts()).failed());
    }

    @Test
    void aDeadLetterTellsItsReasonAndCanBeRequeued() throws Exception {
        JobStore store = store();
        NewJob order = add(store, order(5));
        assertEquals(
                "job_not_dead", refusal(store.requeue(order.id())).failure().code());
        assertTrue(get(store.end(claimed(store), new JobEnding.Buried(BROKE))));
        assertEquals(BROKE, get(store.find(order.id())).fault());
        assertEquals(new JobCounts(0, 0, 1, 0, 1, 0), get(store.counts()));
        now += 5;
        Job again = get(store.requeue(order.id()));
        assertEquals(JobStatus.QUEUED, again.status());
        assertEquals(0, again.attempts());
        assertNull(again.fault());
        assertEquals(List.of(order.id()), ids(get(store.claim(1))));
        assertNull(get(store.requeue(JobId.random())));
    }

    @Test
    void onlyDeadLettersArePurged() throws Exception {
        JobStore store = store();
        get(store.enqueue(List.of(order(1), order(1), order(1), order(9))));
        List<Job> claimed = get(store.claim(3));
        for (Job job : claimed) get(store.end(job.lease(), new JobEnding.Buried(BROKE)));
        assertTrue(get(store.purge(claimed.get(0).id())));
        assertFalse(get(store.purge(claimed.get(0).id())));
        assertEquals(2, get(store.purge()));
        assertEquals(new JobCounts(1, 0, 0, 0, 3, 0), get(store.counts()));
        Job waiting =
                get(store.list(new JobQuery(null, null, Long.MAX_VALUE, 10))).get(0);
        assertFalse(get(store.purge(waiting.id())));
    }

    @Test
    void aCancelledJobIsNotRunAndNotCompleted() throws Exception {
        JobStore store = store();
        NewJob running = add(store, order(1));
        JobLease lease = claimed(store);
        NewJob waiting = add(store, order(1));
        assertEquals(JobStatus.CANCELLED, get(store.cancel(running.id())).status());
        assertEquals(JobStatus.CANCELLED, get(store.cancel(waiting.id())).status());
        assertEquals(JobStatus.CANCELLED, get(store.cancel(waiting.id())).status());
        assertNull(get(store.cancel(JobId.random())));
        assertEquals(Set.of(lease), get(store.heartbeat(List.of(lease))));
        assertFalse(get(store.end(lease, new JobEnding.Completed(Buffer.buffer("{}")))));
        assertEquals(List.of(), get(store.claim(1)));
        assertEquals(new JobCounts(0, 0, 0, 0, 0, 2), get(store.counts()));
    }

    @Test
    void whatNobodyRanInTimeIsBuriedAndLaterForgotten() throws Exception {
        JobStore store = store();
        NewJob order = add(store, order(ANN, 5, now + 1_000, null, "later"));
        now += TERMS.taskMillis() + 999;
        get(store.sweep());
        assertEquals(JobStatus.QUEUED, get(store.find(order.id())).status());
        now++;
        get(store.sweep());
        assertEquals("job_expired", get(store.find(order.id())).fault().code());
        now += TERMS.taskMillis();
        get(store.sweep());
        assertNull(get(store.find(order.id())));
        assertEquals(JobCounts.NONE, get(store.counts()));
    }

    @Test
    void listsByOwnerAndStatusTheNewestFirst() throws Exception {
        JobStore store = store();
        NewJob a = add(store, order(ANN, 1, 0, null, "a"));
        NewJob b = add(store, order(BOB, 1, 0, null, "b"));
        NewJob c = add(store, order(ANN, 1, 0, null, "c"));
        get(store.end(claimed(store), new JobEnding.Buried(BROKE)));
        List<Job> all = get(store.list(new JobQuery(null, null, Long.MAX_VALUE, 2)));
        assertEquals(List.of(c.id(), b.id()), ids(all));
        long before = all.get(1).sequence();
        assertEquals(List.of(a.id()), ids(get(store.list(new JobQuery(null, null, before, 10)))));
        assertEquals(List.of(c.id()), ids(get(store.list(new JobQuery(ANN, JobStatus.QUEUED, Long.MAX_VALUE, 10)))));
        assertEquals(List.of(a.id()), ids(get(store.list(new JobQuery(null, JobStatus.DEAD, Long.MAX_VALUE, 10)))));
        assertEquals(List.of(b.id()), ids(get(store.list(new JobQuery(BOB, null, Long.MAX_VALUE, 10)))));
    }
}
