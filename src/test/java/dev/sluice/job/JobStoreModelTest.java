package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random operations on a store beside {@link NaiveJobs}; time is made of few moments, so that ties are common. */
public abstract class JobStoreModelTest extends JobLimitsContract {
    private static final JobTerms SHORT = new JobTerms(7, 20, 3, 60, 150, 100_000, 1 << 30);

    /** How many operations; fewer for a store that is far away. */
    protected abstract int operations();

    @RepeatedTest(12)
    void doesWhatListsDo(RepetitionInfo repetition) throws Exception {
        long seed = 90 + repetition.getCurrentRepetition();
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        new Walk(store(SHORT), new Random(seed)).go(operations());
    }

    private final class Walk {
        final JobStore store;
        final Random random;
        final NaiveJobs naive = new NaiveJobs(SHORT);
        final List<JobId> ids = new ArrayList<>();
        final Map<JobId, String> names = new HashMap<>();
        final List<JobLease> leases = new ArrayList<>();
        final Queue<Job> told = new ConcurrentLinkedQueue<>();

        Walk(JobStore store, Random random) {
            this.store = store;
            this.random = random;
            store.listen(told::add);
        }

        void go(int operations) throws Exception {
            for (int i = 0; i < operations; i++) {
                step();
                if (random.nextInt(4) == 0) now += random.nextInt(4);
                if (random.nextInt(60) == 0) now += random.nextInt(160);
                check();
            }
        }

        void step() throws Exception {
            int move = random.nextInt(12);
            if (move < 3) enqueue();
            else if (move < 5) claim();
            else if (move < 9) end();
            else if (move == 9) sweep();
            else if (move == 10) heartbeat();
            else touch();
        }

        void enqueue() throws Exception {
            List<NewJob> orders = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                int priority = 1 + random.nextInt(10);
                long notBefore = random.nextInt(4) == 0 ? now + random.nextInt(30) : 0;
                // A key lives for a day, which is longer than this test's time.
                String key = random.nextInt(3) == 0 ? "k" + random.nextInt(20) : null;
                NewJob order = order(ANN, priority, notBefore, key, "same");
                orders.add(order);
                ids.add(order.id());
                names.put(order.id(), "j" + ids.size());
                expected.add(naive.enqueue("j" + ids.size(), priority, notBefore, key, now));
            }
            assertEquals(
                    expected,
                    get(store.enqueue(orders)).stream()
                            .map(e -> names.get(e.id()))
                            .toList());
        }

        void claim() throws Exception {
            int most = 1 + random.nextInt(4);
            List<Job> claimed = get(store.claim(most));
            assertEquals(
                    naive.claim(most, now),
                    claimed.stream()
                            .map(j -> names.get(j.id()) + " " + j.turn())
                            .toList());
            for (Job job : claimed) leases.add(job.lease());
        }

        void end() throws Exception {
            if (leases.isEmpty()) return;
            // Some end twice, or long after they have lost it.
            int at = random.nextInt(leases.size());
            JobLease lease = random.nextInt(4) == 0 ? leases.get(at) : leases.remove(at);
            String name = names.get(lease.job());
            int turn = lease.turn();
            long due = now + random.nextInt(10);
            JobFault fault = new JobFault("f" + random.nextInt(5), "m", true);
            boolean expected;
            JobEnding ending;
            switch (random.nextInt(4)) {
                case 0 -> {
                    ending = new JobEnding.Completed(Buffer.buffer("{}"));
                    expected = naive.complete(name, turn, now);
                }
                case 1 -> {
                    ending = new JobEnding.Retried(fault, due);
                    expected = naive.retry(name, turn, fault.code(), due);
                }
                case 2 -> {
                    ending = new JobEnding.Postponed(due);
                    expected = naive.postpone(name, turn, due);
                }
                default -> {
                    ending = new JobEnding.Buried(fault);
                    expected = naive.bury(name, turn, fault.code(), now);
                }
            }
            assertEquals(expected, get(store.end(lease, ending)), () -> ending + " of " + name);
        }

        void heartbeat() throws Exception {
            if (leases.isEmpty()) return;
            JobLease lease = leases.get(random.nextInt(leases.size()));
            boolean lives = naive.heartbeat(names.get(lease.job()), lease.turn(), now);
            assertEquals(lives ? Set.of() : Set.of(lease), get(store.heartbeat(List.of(lease))));
        }

        /** Whose worker was lost in one sweep, nobody can tell the order of: they are at the same place. */
        void sweep() throws Exception {
            naive.sweep(now);
            get(store.sweep());
            // A store that is far away tells what it did somewhat later.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (told.size() < naive.told.size() && System.nanoTime() - end < 0) LockSupport.parkNanos(100_000);
            List<String> heard = new ArrayList<>();
            for (Job job = told.poll(); job != null; job = told.poll())
                heard.add(names.get(job.id()) + " " + job.status().wire());
            heard.sort(null);
            naive.told.sort(null);
            assertEquals(naive.told, heard);
            naive.told.clear();
        }

        void touch() throws Exception {
            if (ids.isEmpty()) return;
            JobId id = ids.get(random.nextInt(ids.size()));
            String name = names.get(id);
            switch (random.nextInt(3)) {
                case 0 -> {
                    naive.cancel(name, now);
                    get(store.cancel(id));
                }
                case 1 -> {
                    boolean dead = naive.requeue(name, now);
                    try {
                        assertEquals(dead, get(store.requeue(id)) != null);
                    } catch (FailureException notDead) {
                        assertEquals("job_not_dead", notDead.failure().code());
                        assertEquals(false, dead);
                    }
                }
                default -> assertEquals(naive.purge(name), get(store.purge(id)));
            }
        }

        void check() throws Exception {
            assertEquals(
                    new JobCounts(
                            naive.count("queued"),
                            naive.count("running"),
                            naive.count("dead"),
                            naive.completed,
                            naive.failed,
                            naive.cancelled),
                    get(store.counts()));
            if (ids.isEmpty()) return;
            JobId id = ids.get(random.nextInt(ids.size()));
            Job job = get(store.find(id));
            NaiveJobs.Row row = naive.find(names.get(id));
            String seen = job == null
                    ? null
                    : job.status().wire() + " " + job.attempts() + " " + job.turn() + " " + job.rank() + " "
                            + (job.fault() == null ? null : job.fault().code());
            String due = row == null
                    ? null
                    : row.status + " " + row.attempts + " " + row.turn + " " + row.rank + " " + row.fault;
            assertEquals(due, seen, names.get(id));
        }
    }
}
