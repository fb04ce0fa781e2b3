package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobStatus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who does which jobs, and until when. */
final class WorkerTest extends WorkerRig {
    @Test
    void beginsAtOnceAndGoesOnWhenOneIsDone() throws Exception {
        submit("a", "b", "c");
        assertEquals(List.of("a", "b"), trade.begun);
        trade.completes("b");
        assertEquals(List.of("a", "b", "c"), trade.begun);
        trade.completes("a");
        trade.completes("c");
        assertEquals("{\"by\":\"c\"}", job("c").result().toString());
        assertEquals(new JobCounts(0, 0, 0, 3, 0, 0), counts());
        assertEquals(0, worker.running());
    }

    @Test
    void takesNoJobForWhichThereIsNoRoom() throws Exception {
        trade.room = 0;
        submit("a");
        worker.tick();
        assertEquals(1, counts().enqueued());
        trade.room = 1;
        worker.tick();
        assertEquals(List.of("a"), trade.begun);
    }

    @Test
    void aJobWhoseUpstreamIsFullMakesWayForOthers() throws Exception {
        trade.full.add("full");
        submit("full", "other");
        assertEquals(List.of("other"), trade.begun);
        assertEquals(JobStatus.QUEUED, job("full").status());
        assertEquals(0, job("full").attempts());
        trade.full.clear();
        worker.tick();
        assertEquals(List.of("other"), trade.begun);
        now += 1_500;
        worker.tick();
        assertEquals(List.of("other", "full"), trade.begun);
    }

    @Test
    void aLongLineWithoutRoomIsNotTurnedOverAtOnceAndDoesNotStarveOthers() throws Exception {
        trade.full.add("full");
        String[] many = new String[1_000];
        Arrays.fill(many, "full");
        submit(many);
        submit("other");
        int[] running = {0};
        store.listen(job -> {
            if (job.status() == JobStatus.RUNNING) running[0]++;
        });
        int ticks = 0;
        for (; trade.begun.isEmpty() && ticks < 100; ticks++) {
            now += 250;
            int before = running[0];
            worker.tick();
            turn();
            assertTrue(running[0] - before <= 64, "one tick claimed " + (running[0] - before));
        }
        assertEquals(List.of("other"), trade.begun, "after " + ticks + " ticks");
        assertEquals(0, counts().failed());
    }

    @Test
    void aWorkerThatStopsGivingSignsOfLifeLosesItsJobWhichIsCompletedOnceByAnother() throws Exception {
        submit("a");
        ScriptedTrade others = new ScriptedTrade();
        Worker other = worker(others, 2);
        for (int i = 0; i < 5; i++) {
            now += 10_000;
            worker.beat();
            JobStoreContract.get(store.sweep());
            turn();
        }
        assertEquals(List.of(), others.begun);
        ready = false;
        now += 30_000;
        JobStoreContract.get(store.sweep());
        // It does not hear of it: its loop hangs.
        loop.clear();
        ready = true;
        other.tick();
        assertEquals(List.of("a"), others.begun);
        trade.completes("a");
        assertEquals(JobStatus.RUNNING, job("a").status());
        others.completes("a");
        assertEquals(2, job("a").attempts());
        assertEquals(new JobCounts(0, 0, 0, 1, 1, 0), counts());
    }

    @Test
    void aHeartbeatTellsTheWorkerThatItsJobIsGone() throws Exception {
        submit("a");
        JobStoreContract.get(store.cancel(orders.get("a").id()));
        loop.clear();
        worker.beat();
        assertEquals(List.of("a"), trade.cancelled);
        assertEquals(0, worker.running());
        assertEquals(List.of("lost"), attempts);
    }

    @Test
    void aCancelledJobIsDroppedAsSoonAsTheStoreSaysSo() throws Exception {
        submit("a");
        JobStoreContract.get(store.cancel(orders.get("a").id()));
        turn();
        assertEquals(List.of("a"), trade.cancelled);
        assertEquals(JobStatus.CANCELLED, job("a").status());
    }

    @Test
    void whatIsToldLateOfAnEarlierTurnDropsNothing() throws Exception {
        submit("a");
        trade.fails("a", Failure.of(Kind.OVERLOADED, "stopped", "stopped"));
        Runnable late = loop.poll();
        loop.clear();
        now += 2_000;
        worker.tick();
        assertEquals(List.of("a", "a"), trade.begun);
        late.run();
        assertEquals(1, worker.running());
        assertEquals(List.of(), trade.cancelled);
    }

    @Test
    void aNodeThatTakesNoMoreWorkClaimsNothingAndFinishesWhatItHas() throws Exception {
        submit("a");
        ready = false;
        submit("b");
        worker.tick();
        assertEquals(List.of("a"), trade.begun);
        trade.completes("a");
        assertEquals(JobStatus.COMPLETED, job("a").status());
        assertEquals(JobStatus.QUEUED, job("b").status());
    }

    @Test
    void givesBackWhatItHasWhenItCloses() throws Exception {
        submit("a", "b");
        JobStoreContract.get(worker.close());
        assertEquals(List.of("a", "b"), trade.cancelled.stream().sorted().toList());
        assertEquals(new JobCounts(2, 0, 0, 0, 0, 0), counts());
        assertEquals(0, job("a").attempts());
        worker.tick();
        assertEquals(2, counts().enqueued());
    }
}
