package dev.sluice.admission;

import static dev.sluice.admission.FifoPermitsTest.ANYBODY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random acquire, release and leave against lists that do the obvious thing. */
final class FifoPermitsModelTest {
    private static final int OPERATIONS = 3_000;

    /** What should be true, kept in the most naive way. */
    private static final class Oracle {
        final int limit;
        final int length;
        final List<Integer> holding = new ArrayList<>();
        final List<Integer> line = new ArrayList<>();
        final List<String> told = new ArrayList<>();

        Oracle(int limit, int length) {
            this.limit = limit;
            this.length = length;
        }

        void acquire(int who) {
            if (holding.size() < limit) grant(who);
            else if (line.size() < length) line.add(who);
            else told.add("shed " + who);
        }

        void release(int who) {
            holding.remove((Integer) who);
            if (!line.isEmpty()) grant(line.remove(0));
        }

        boolean leave(int who) {
            return line.remove((Integer) who);
        }

        private void grant(int who) {
            holding.add(who);
            told.add("granted " + who);
        }
    }

    @RepeatedTest(40)
    void doesWhatTheNaiveLineDoes(RepetitionInfo repetition) {
        long seed = 7_919L * repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Oracle oracle = new Oracle(1 + random.nextInt(5), random.nextInt(12));
        long[] now = {0};
        FifoPermits permits = new FifoPermits("u", oracle.limit, oracle.length, () -> now[0]);
        List<String> told = new ArrayList<>();
        Map<Integer, Permit> held = new HashMap<>();
        List<Ticket> tickets = new ArrayList<>();

        for (int i = 0; i < OPERATIONS; i++) {
            now[0] += random.nextInt(1_000_000);
            int choice = random.nextInt(10);
            if (choice < 5) {
                int who = tickets.size();
                oracle.acquire(who);
                tickets.add(permits.acquire(ANYBODY, waiter(who, told, held)));
            } else if (choice < 8 && !oracle.holding.isEmpty()) {
                int who = oracle.holding.get(random.nextInt(oracle.holding.size()));
                oracle.release(who);
                held.remove(who).release(Outcome.SUCCESS);
            } else if (!tickets.isEmpty()) {
                int back = Math.min(tickets.size(), 20);
                int who = tickets.size() - 1 - random.nextInt(back);
                assertEquals(oracle.leave(who), tickets.get(who).leave());
            }
            assertEquals(oracle.told, told);
            assertEquals(oracle.holding.size(), permits.inUse());
            assertEquals(oracle.line.size(), permits.waiting());
            if (!tickets.isEmpty()) {
                int who = tickets.size() - 1 - random.nextInt(Math.min(tickets.size(), 20));
                assertEquals(oracle.line.indexOf(who) + 1, tickets.get(who).position());
            }
            oracle.told.clear();
            told.clear();
        }
    }

    private static Waiter waiter(int who, List<String> told, Map<Integer, Permit> held) {
        return new Waiter() {
            @Override
            public void granted(Permit permit) {
                told.add("granted " + who);
                held.put(who, permit);
            }

            @Override
            public void shed(Failure failure) {
                told.add("shed " + who);
            }
        };
    }
}
