package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobLimits;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** How much a store of jobs takes, from one user and from all. */
public abstract class JobLimitsContract extends JobEndingsContract {
    private static final JobLimits LIMITS = new JobLimits(14, 24_000, 8, 5, 9_000);

    private JobStore limited(JobLimits limits) throws Exception {
        return store(new JobTerms(7, 30_000, 2, 1_000, 2_000, limits));
    }

    private static List<NewJob> orders(Principal who, int count) {
        List<NewJob> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) orders.add(order(who, 5, 0, null, "x"));
        return orders;
    }

    private static Failure refused(JobStore store, List<NewJob> orders) throws Exception {
        return refusal(store.enqueue(orders)).failure();
    }

    @Test
    void oneUserHasNoMoreQueuedThanItsShareAndTheOthersHaveTheirs() throws Exception {
        JobStore store = limited(LIMITS);
        get(store.enqueue(orders(ANN, 4)));
        Failure refused = refused(store, orders(ANN, 2));
        assertEquals(Kind.RATE_LIMITED, refused.kind());
        assertEquals("user_job_limit", refused.code());
        assertEquals(
                "jobs: got 2 jobs on top of 4 queued of this user, expected at most 5 together"
                        + " (jobs.max_queued_per_user); none was taken",
                refused.message());
        assertTrue(refused.retryAfter().toMillis() > 0);
        assertEquals(4, get(store.counts()).enqueued());
        get(store.enqueue(orders(BOB, 4)));
        refused = refused(store, orders(BOB, 1));
        assertEquals(Kind.OVERLOADED, refused.kind());
        assertEquals("job_limit", refused.code());
        assertEquals(
                "jobs: got 1 jobs on top of 8 queued of all users, expected at most 8 together (jobs.max_queued);"
                        + " none was taken",
                refused.message());
        assertTrue(refused.retryAfter().toMillis() > 0);
    }

    @Test
    void theUserOfTheSameNameAtAnotherTenantIsAnother() throws Exception {
        JobStore store = limited(LIMITS);
        get(store.enqueue(orders(ANN, 5)));
        Principal other = new Principal(ANN.user(), "other", ANN.tier(), ANN.scopes());
        get(store.enqueue(orders(other, 3)));
        assertEquals(8, get(store.counts()).enqueued());
    }

    @Test
    void whatCanNeverFitIsNotAskedToComeAgain() throws Exception {
        Failure refused = refused(limited(LIMITS), orders(ANN, 6));
        assertEquals(Kind.TOO_LARGE, refused.kind());
        assertEquals("too_many_jobs", refused.code());
        assertNull(refused.retryAfter());
    }

    @Test
    void theBytesOfOneUserAreHeldUntilItsJobsAreForgotten() throws Exception {
        JobStore store = limited(LIMITS);
        List<NewJob> large = List.of(order(ANN, 5, 0, null, "x".repeat(6_000)));
        get(store.enqueue(large));
        get(store.cancel(large.get(0).id()));
        Failure refused = refused(store, large(ANN));
        assertEquals("user_job_limit", refused.code());
        assertTrue(refused.message().contains("max_bytes_per_user"), refused.message());
        get(store.enqueue(large(BOB)));
        now += 1_001;
        get(store.sweep());
        get(store.enqueue(large(ANN)));
    }

    private static List<NewJob> large(Principal who) {
        return List.of(order(who, 5, 0, null, "y".repeat(4_000)));
    }

    @Test
    void aKeyThatCameBeforeNeedsNoRoom() throws Exception {
        JobStore store = limited(new JobLimits(1, 24_000, 1, 1, 9_000));
        NewJob first = order(ANN, 5, 0, "k", "same");
        get(store.enqueue(List.of(first)));
        assertEquals(
                first.id(),
                get(store.enqueue(List.of(order(ANN, 5, 0, "k", "same"))))
                        .get(0)
                        .id());
    }

    @Test
    void aDeadLetterIsSentAroundAgainThoughTheLineIsFull() throws Exception {
        JobStore store = limited(new JobLimits(3, 24_000, 1, 1, 9_000));
        NewJob first = add(store, order(1));
        get(store.end(claimed(store), new JobEnding.Buried(BROKE)));
        add(store, order(1));
        assertEquals(JobStatus.QUEUED, get(store.requeue(first.id())).status());
        assertEquals("user_job_limit", refused(store, orders(ANN, 1)).code());
    }

    /** What is measured is what can be listed, whatever was done before. */
    @RepeatedTest(8)
    void whatIsMeasuredIsWhatIsHeld(RepetitionInfo repetition) throws Exception {
        long seed = 700 + repetition.getCurrentRepetition();
        System.out.println(getClass().getSimpleName() + " limits, seed " + seed);
        Random random = new Random(seed);
        JobStore store = limited(LIMITS);
        int refusals = 0;
        for (int i = 0; i < 200; i++) {
            List<Job> held = get(store.list(new JobQuery(null, null, Long.MAX_VALUE, JobQuery.MOST)));
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> refusals += submit(store, held, random) ? 0 : 1;
                case 4 -> end(store, random);
                case 5 -> {
                    if (!held.isEmpty())
                        get(store.cancel(held.get(random.nextInt(held.size())).id()));
                }
                case 6 -> {
                    for (Job job : held) if (job.status() == JobStatus.DEAD) get(store.requeue(job.id()));
                }
                default -> {
                    now += random.nextInt(900);
                    get(store.sweep());
                }
            }
        }
        assertTrue(refusals > 5, refusals + " refusals");
    }

    private void end(JobStore store, Random random) throws Exception {
        for (Job job : get(store.claim(1 + random.nextInt(3)))) {
            JobEnding ending = switch (random.nextInt(4)) {
                case 0 -> new JobEnding.Completed(Buffer.buffer("r".repeat(random.nextInt(2_000))));
                case 1 -> new JobEnding.Retried(BROKE, now);
                case 2 -> new JobEnding.Postponed(now);
                default -> new JobEnding.Buried(BROKE);
            };
            assertTrue(get(store.end(job.lease(), ending)));
        }
    }

    /** False where it was refused, as it should be. */
    private static boolean submit(JobStore store, List<Job> held, Random random) throws Exception {
        Principal who = random.nextBoolean() ? ANN : BOB;
        List<NewJob> orders = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++)
            orders.add(order(who, 1 + random.nextInt(10), 0, null, "x".repeat(random.nextInt(1_500))));
        long bytes = orders.stream().mapToLong(NewJob::bytes).sum();
        String code = null;
        if (queued(held, ANN, BOB) + orders.size() > LIMITS.queued()
                || held.size() + orders.size() > LIMITS.jobs()
                || bytes(held, ANN, BOB) + bytes > LIMITS.bytes()) code = "job_limit";
        if (queued(held, who) + orders.size() > LIMITS.queuedPerUser()
                || bytes(held, who) + bytes > LIMITS.bytesPerUser()) code = "user_job_limit";
        try {
            get(store.enqueue(orders));
            assertNull(code);
            return true;
        } catch (FailureException refused) {
            assertEquals(code, refused.failure().code(), refused.getMessage());
            return false;
        }
    }

    private static long queued(List<Job> held, Principal... whose) {
        return held.stream()
                .filter(job -> of(job, whose) && job.status() == JobStatus.QUEUED)
                .count();
    }

    private static long bytes(List<Job> held, Principal... whose) {
        return held.stream().filter(job -> of(job, whose)).mapToLong(Job::bytes).sum();
    }

    private static boolean of(Job job, Principal... whose) {
        return Arrays.stream(whose).anyMatch(job.order()::ownedBy);
    }
}
