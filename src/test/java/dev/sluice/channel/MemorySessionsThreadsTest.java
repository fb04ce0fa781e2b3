package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several loops at once on one session. */
final class MemorySessionsThreadsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 300;

    private final MemorySessions sessions = new MemorySessions(Settings.sessions(100, 100_000, 10), new HandTime());
    private final SessionId id = sessions.create(Settings.ANYBODY).result().id();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier together = new CyclicBarrier(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void oneKeyIsBoundToOneStreamHoweverManyComeAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "k" + round;
            Set<StreamId> bound = new HashSet<>(atOnce(i ->
                    sessions.bindKey(id, key, "d", new StreamId(key + "." + i)).result()));
            assertEquals(1, bound.size());
        }
    }

    @Test
    void aTicketIsRedeemedByOneOfMany() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String ticket = sessions.issueTicket(id, Duration.ofMinutes(1)).result();
            List<Boolean> redeemed = atOnce(i -> sessions.redeemTicket(ticket).succeeded());
            assertEquals(1, redeemed.stream().filter(won -> won).count());
        }
    }

    @Test
    void noChangeIsLostAndNoOrdinalIsGivenTwice() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "s" + round + ".";
            atOnce(i -> sessions.subscribe(id, TabId.DEFAULT, new StreamId(name + i))
                    .result());
        }
        SessionState state = sessions.find(id).result();
        List<Integer> ordinals =
                state.subscriptions().stream().map(Subscription::ordinal).toList();
        assertEquals(ROUNDS * THREADS, new HashSet<>(ordinals).size());
        assertEquals(ROUNDS * THREADS + 1, state.nextOrdinal());
        assertEquals(ROUNDS * THREADS + 1L, state.version());
    }

    private <T> List<T> atOnce(IntFunction<T> action) throws Exception {
        List<Callable<T>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            all.add(() -> {
                together.await(10, TimeUnit.SECONDS);
                return action.apply(number);
            });
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : threads.invokeAll(all)) results.add(each.get());
        return results;
    }
}
