package dev.sluice.admission;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.PermitQueue.Permit;
import dev.sluice.admission.PermitQueue.Ticket;
import dev.sluice.admission.PermitQueue.Waiter;
import dev.sluice.model.Failure;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Nanoseconds per operation with so many tickets waiting (argument, 10,000). Not a test: run its main. */
final class PermitsBench {
    private static final int ROUNDS = 300_000;

    public static void main(String[] args) {
        int waiting = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        for (int warm = 0; warm < 3; warm++) run(waiting, warm == 2);
    }

    private static void run(int waiting, boolean print) {
        Random random = new Random(1);
        QueuePolicy policy = QueuePolicy.usual(waiting + 10, Duration.ofHours(24));
        FairPermits permits = new FairPermits("u", PermitLimit.fixed(256), policy, System::nanoTime);
        ArrayDeque<Permit> out = new ArrayDeque<>();
        Waiter waiter = new Waiter() {
            @Override
            public void granted(Permit permit) {
                out.add(permit);
            }

            @Override
            public void shed(Failure failure) {
                throw new AssertionError(failure);
            }
        };
        Principal[] users = new Principal[1000];
        for (int i = 0; i < users.length; i++) {
            Tier tier = Tier.values()[random.nextInt(3)];
            users[i] = new Principal("u" + i, "t", tier, Set.of());
        }
        Set<Ticket> tickets = new HashSet<>();
        while (permits.inUse() < 256) permits.acquire(users[random.nextInt(1000)], waiter);
        for (int i = 0; i < waiting; i++) tickets.add(permits.acquire(users[random.nextInt(1000)], waiter));

        Ticket[] last = new Ticket[ROUNDS];
        long begun = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++) {
            last[i] = permits.acquire(users[random.nextInt(1000)], waiter);
            out.poll().release(Outcome.SUCCESS);
        }
        long pair = System.nanoTime() - begun;
        begun = System.nanoTime();
        for (int i = 0; i < ROUNDS; i++)
            permits.acquire(users[random.nextInt(1000)], waiter).leave();
        long leave = System.nanoTime() - begun;
        for (Ticket ticket : last) tickets.add(ticket);
        tickets.removeIf(ticket -> ticket.position() == 0);
        Ticket[] inLine = tickets.toArray(new Ticket[0]);
        begun = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            sum += inLine[random.nextInt(inLine.length)].position();
        }
        long place = System.nanoTime() - begun;
        if (print)
            System.out.printf(
                    "%d waiting: acquire+release %d ns, acquire+leave %d ns, place %d ns (of %d, mean %d)%n",
                    permits.waiting(), pair / ROUNDS, leave / ROUNDS, place / ROUNDS, inLine.length, sum / ROUNDS);
    }
}
