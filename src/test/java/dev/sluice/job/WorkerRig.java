package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.JobId;
import dev.sluice.model.Time;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;

/** A worker beside a memory store, with time and turns of the loop made by hand. */
abstract class WorkerRig {
    static final JobTerms TERMS = new JobTerms(1_000, 30_000, 3, 3_600_000, 86_400_000, 10_000, 1 << 24);
    static final Failure BROKEN = Failure.of(Kind.UPSTREAM, "upstream_error", "it broke");

    long now = 1_700_000_000_000L;
    boolean ready = true;
    final Time time = new Time() {
        @Override
        public long millis() {
            return now;
        }

        @Override
        public long nanos() {
            return now * 1_000_000;
        }
    };
    final MemoryJobs store = new MemoryJobs(TERMS, time);
    final ScriptedTrade trade = new ScriptedTrade();
    final List<String> attempts = new ArrayList<>();
    final Queue<Runnable> loop = new ArrayDeque<>();
    final Map<String, NewJob> orders = new HashMap<>();
    Worker worker;

    @BeforeEach
    void start() {
        worker = worker(trade, 2);
    }

    Worker worker(ScriptedTrade does, int concurrency) {
        JobObserver observer = new JobObserver() {
            @Override
            public void attempted(String outcome, long nanos) {
                attempts.add(outcome);
            }
        };
        Verdict verdict = new Verdict(3, Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
        Worker made = new Worker(store, does, concurrency, verdict, time, () -> ready, observer);
        store.listen(job -> loop.add(() -> made.changed(job)));
        return made;
    }

    /** The names of the jobs are those of their models. */
    void submit(String... models) throws Exception {
        List<NewJob> all = new ArrayList<>();
        for (String model : models) {
            NewJob order = new NewJob(
                    JobId.random(), JobStoreContract.ANN, null, 5, 0, null, null, model, null, Buffer.buffer("{}"));
            orders.put(model, order);
            all.add(order);
        }
        JobStoreContract.get(store.enqueue(all));
        turn();
    }

    void turn() {
        for (Runnable next = loop.poll(); next != null; next = loop.poll()) next.run();
    }

    Job job(String model) throws Exception {
        return JobStoreContract.get(store.find(orders.get(model).id()));
    }

    JobCounts counts() throws Exception {
        return JobStoreContract.get(store.counts());
    }
}
