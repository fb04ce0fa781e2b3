package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.model.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random acquire, release, leave and passing time against lists that do the obvious thing. */
final class FairPermitsModelTest {
    private static final int OPERATIONS = 3_000;
    private static final long QUANTUM = 700;
    private static final long WAIT = 20_000;
    private static final long[] PENALTIES = {9_000, 2_500, 0};

    private record Guest(int id, String user, Tier tier, long due, long expires) {}

    /** What should be true, kept in the most naive way; times in milliseconds. */
    private static final class Oracle {
        final int limit;
        final int length;
        final int tierLength;
        final List<Guest> holding = new ArrayList<>();
        final List<Guest> line = new ArrayList<>();
        final List<String> told = new ArrayList<>();

        Oracle(Random random) {
            limit = 1 + random.nextInt(5);
            length = random.nextInt(30);
            tierLength = random.nextInt(30);
        }

        void acquire(int id, String user, Tier tier, long now, long patience) {
            long outstanding = count(holding, user) + count(line, user);
            long due = now + PENALTIES[tier.ordinal()] + outstanding * QUANTUM;
            Guest guest = new Guest(id, user, tier, due, now + patience);
            if (holding.size() < limit) {
                grant(guest);
                return;
            }
            line.add(guest);
            line.sort(Comparator.comparingLong(Guest::due).thenComparingInt(Guest::id));
            List<Guest> same = line.stream().filter(g -> g.tier == tier).toList();
            if (same.size() > tierLength) shed(same.get(same.size() - 1));
            else if (line.size() > length) shed(line.get(line.size() - 1));
        }

        void release(int index, long now) {
            holding.remove(index);
            while (!line.isEmpty() && holding.size() < limit) {
                Guest next = line.remove(0);
                if (now >= next.expires) told.add("queue_timeout " + next.id);
                else grant(next);
            }
        }

        boolean leave(int id) {
            return line.removeIf(guest -> guest.id == id);
        }

        int position(int id) {
            for (int i = 0; i < line.size(); i++) if (line.get(i).id == id) return i + 1;
            return 0;
        }

        private void shed(Guest guest) {
            line.remove(guest);
            told.add("queue_full " + guest.id);
        }

        private void grant(Guest guest) {
            holding.add(guest);
            told.add("granted " + guest.id);
        }

        private static long count(List<Guest> guests, String user) {
            return guests.stream().filter(guest -> guest.user.equals(user)).count();
        }
    }

    @RepeatedTest(40)
    void doesWhatTheNaiveLineDoes(RepetitionInfo repetition) {
        long seed = 7_919L * repetition.getCurrentRepetition();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Oracle oracle = new Oracle(random);
        // Hours: what is foreseen never reaches it, so that refusals by forecast, tested elsewhere, stay away.
        QueueRig rig =
                new QueueRig(oracle.limit, QueueRig.policy(oracle.length, oracle.tierLength, QUANTUM, WAIT, PENALTIES));
        List<Ticket> tickets = new ArrayList<>();
        long now = 0;
        Map<String, Integer> counts = new TreeMap<>();

        for (int i = 0; i < OPERATIONS; i++) {
            long step = random.nextInt(300);
            now += step;
            rig.passMillis(step);
            int choice = random.nextInt(100);
            if (choice < 55) {
                int id = tickets.size();
                String user = "u" + random.nextInt(6);
                Tier tier = Tier.values()[random.nextInt(3)];
                tickets.add(rig.acquire("" + id, user, tier));
                // A refusal by forecast, tested elsewhere, is taken as it comes: it changes nothing else.
                if (rig.told.contains("queue_too_long " + id)) oracle.told.add("queue_too_long " + id);
                else oracle.acquire(id, user, tier, now, WAIT);
            } else if (choice < 80 && !oracle.holding.isEmpty()) {
                int index = random.nextInt(oracle.holding.size());
                int id = oracle.holding.get(index).id;
                oracle.release(index, now);
                rig.release("" + id);
            } else if (choice == 99) {
                // Everybody's patience ends, now and then.
                now += WAIT;
                rig.passMillis(WAIT);
            } else if (!tickets.isEmpty()) {
                int id = recent(random, tickets);
                assertEquals(oracle.leave(id), tickets.get(id).leave());
            }
            for (String line : oracle.told) counts.merge(line.split(" ")[0], 1, Integer::sum);
            assertEquals(oracle.told, rig.told());
            oracle.told.clear();
            assertEquals(oracle.holding.size(), rig.permits.inUse());
            assertEquals(oracle.line.size(), rig.permits.waiting());
            if (tickets.isEmpty()) continue;
            int id = recent(random, tickets);
            assertEquals(oracle.position(id), tickets.get(id).position());
        }
        System.out.println(counts);
    }

    private static int recent(Random random, List<Ticket> tickets) {
        return tickets.size() - 1 - random.nextInt(Math.min(tickets.size(), 40));
    }
}
