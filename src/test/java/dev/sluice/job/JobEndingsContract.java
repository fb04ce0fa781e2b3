package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.JobId;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How jobs end, and what becomes of those that do not, in every store. */
public abstract class JobEndingsContract extends JobStoreContract {
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
