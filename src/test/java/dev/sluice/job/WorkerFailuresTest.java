package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What becomes of jobs that do not succeed. */
final class WorkerFailuresTest extends WorkerRig {
    @Test
    void whatFailsIsTriedAgainAfterAWaitAndBuriedAfterTheLastAttempt() throws Exception {
        submit("a");
        for (int i = 1; i <= 3; i++) {
            trade.fails("a", BROKEN);
            turn();
            assertEquals(i, job("a").attempts());
            assertEquals(i < 3 ? JobStatus.QUEUED : JobStatus.DEAD, job("a").status());
            if (i == 3) break;
            long wait = job("a").due() - now;
            assertTrue(wait >= 0 && wait <= 100L << (i - 1), "waits " + wait);
            now += wait;
            worker.tick();
        }
        assertEquals("upstream_error", job("a").fault().code());
        assertEquals(List.of("retried", "retried", "dead"), attempts);
    }

    @Test
    void waitsAsLongAsTheProviderSays() throws Exception {
        submit("a");
        trade.fails("a", new Failure(Kind.RATE_LIMITED, "upstream_rate_limited", "later", null, Duration.ofSeconds(7)));
        assertEquals(7_000, job("a").due() - now);
        assertEquals(1, job("a").attempts());
    }

    @Test
    void whatCanNeverSucceedIsBuriedAtOnce() throws Exception {
        trade.unknown.add("nobody");
        submit("a", "nobody");
        trade.fails("a", Failure.invalid("messages", "messages: wrong"));
        assertEquals(JobStatus.DEAD, job("a").status());
        assertEquals(1, job("a").attempts());
        assertEquals("model_not_found", job("nobody").fault().code());
        assertEquals(JobStatus.DEAD, job("nobody").status());
    }

    @Test
    void aRefusalAtOurOwnDoorIsNoAttempt() throws Exception {
        submit("a", "b", "c");
        trade.fails("a", new Failure(Kind.RATE_LIMITED, "rate_limit_exceeded", "later", null, Duration.ofSeconds(20)));
        trade.fails("b", Failure.of(Kind.OVERLOADED, "no_spare_permit", "none"));
        trade.fails("c", Failure.of(Kind.OVERLOADED, "stopped", "stopped"));
        assertTrue(job("a").due() - now >= 20_000);
        assertTrue(job("b").due() - now <= 1_500);
        for (String each : List.of("a", "b", "c")) assertEquals(0, job(each).attempts());
        assertEquals(0, counts().failed());
    }

    @Test
    void anEndingThatTheStoreCouldNotBeToldIsToldLater() throws Exception {
        boolean[] away = {false};
        AwayJobs shaky = new AwayJobs(store, () -> away[0]);
        Verdict verdict = new Verdict(3, Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        worker.close();
        worker = new Worker(shaky, trade, 2, verdict, time, () -> ready, JobObserver.NOOP);
        submit("a");
        worker.tick();
        away[0] = true;
        trade.completes("a");
        worker.tick();
        assertEquals(JobStatus.RUNNING, job("a").status());
        away[0] = false;
        // Until it is told, the job is still its.
        now += 20_000;
        worker.beat();
        now += 20_000;
        JobStoreContract.get(store.sweep());
        worker.tick();
        assertEquals("{\"by\":\"a\"}", job("a").result().toString());
        assertEquals(1, job("a").attempts());
    }

    @Test
    void aFaultThatNobodyForesawIsTriedAgain() throws Exception {
        submit("a");
        Failure odd = Failure.of(Kind.INTERNAL, "internal", "an error of ours");
        trade.fails("a", odd);
        assertEquals(JobStatus.QUEUED, job("a").status());
        assertNull(job("a").result());
    }

    @Test
    void backoffIsDrawnBelowABoundThatDoublesUpToItsMost() {
        Verdict verdict = new Verdict(100, Duration.ofMillis(100), Duration.ofMillis(350), new Random(5));
        for (int tries = 1; tries < 60; tries++) {
            long longest = 0;
            for (int i = 0; i < 300; i++) {
                Job job = new Job(null, 1, JobStatus.RUNNING, 0, 0, 0, 0, 0, 0, 0, tries, tries, null, null);
                JobEnding.Retried again = (JobEnding.Retried) verdict.of(job, BROKEN, 0);
                longest = Math.max(longest, again.dueMillis());
            }
            long bound = Math.min(350, 100L << Math.min(20, tries - 1));
            assertTrue(longest <= bound && longest > bound * 9 / 10, tries + " tries: up to " + longest);
        }
    }

    /** A store that can be out of reach. */
    private static final class AwayJobs extends ForwardingJobs {
        private final BooleanSupplier away;

        AwayJobs(MemoryJobs store, BooleanSupplier away) {
            super(store);
            this.away = away;
        }

        @Override
        <T> Future<T> ask(Supplier<Future<T>> call) {
            return away.getAsBoolean() ? Future.failedFuture("away") : call.get();
        }
    }
}
