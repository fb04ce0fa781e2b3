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
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
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
public abstract class JobStoreContract {
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
    protected abstract JobStore store(JobTerms terms, Time time) throws Exception;

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

    static JobLease claimed(JobStore store) throws Exception {
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
        assertEquals("user_job_limit", refused.failure().code());
        assertEquals(1, get(store.counts()).enqueued());
        get(store.enqueue(List.of(order(1), order(1))));
        JobStore small = store(new JobTerms(1, 1, 1, 1_000, 1_000, 100, 2_000));
        add(small, order(1));
        assertEquals(
                "user_job_limit",
                refusal(small.enqueue(List.of(order(ANN, 1, 0, null, "x".repeat(1_000)))))
                        .failure()
                        .code());
    }
}
