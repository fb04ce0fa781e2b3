package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockworkTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void wakesTheEarliestFirstWhateverTheOrderOfAsking() throws Exception {
        assertEquals(List.of("a", "b", "c"), woken((clock, out) -> {
            clock.wakeAt(sleeper(now -> out.done()), clock.now() + 30 * MILLI);
            clock.wakeAt(sleeper(now -> out.add("c")), clock.now() + 20 * MILLI);
            clock.wakeAt(sleeper(now -> out.add("a")), clock.now() - 5 * MILLI);
            clock.wakeAt(sleeper(now -> out.add("b")), clock.now() + 10 * MILLI);
        }));
    }

    @Test
    void theLastWishOfASleeperCountsAndAForgottenOneSleepsOn() throws Exception {
        assertEquals(List.of("once"), woken((clock, out) -> {
            Clockwork.Sleeper moved = sleeper(now -> out.add("once"));
            clock.wakeAt(moved, clock.now() + 2 * MILLI);
            clock.wakeAt(moved, clock.now() + 10 * MILLI);
            Clockwork.Sleeper forgotten = sleeper(now -> out.add("never"));
            clock.wakeAt(forgotten, clock.now() + 5 * MILLI);
            clock.forget(forgotten);
            clock.wakeAt(sleeper(now -> out.done()), clock.now() + 25 * MILLI);
        }));
    }

    @Test
    void neverWakesBeforeTheTime() throws Exception {
        assertEquals(List.of(), woken((clock, out) -> {
            long due = clock.now() + 7 * MILLI;
            clock.wakeAt(
                    sleeper(now -> {
                        if (now < due || clock.now() < due) out.add("early");
                        out.done();
                    }),
                    due);
        }));
    }

    private interface Scene {
        void play(Clockwork clock, Out out);
    }

    private static final class Out {
        private final List<String> lines = new ArrayList<>();
        private final CompletableFuture<List<String>> result = new CompletableFuture<>();

        void add(String line) {
            lines.add(line);
        }

        void done() {
            result.complete(List.copyOf(lines));
        }
    }

    private List<String> woken(Scene scene) throws Exception {
        Out out = new Out();
        vertx.runOnContext(start -> scene.play(new Clockwork(vertx, System::nanoTime), out));
        return out.result.get(10, TimeUnit.SECONDS);
    }

    private static Clockwork.Sleeper sleeper(Consumer<Long> action) {
        return new Clockwork.Sleeper() {
            @Override
            void wake(long now) {
                action.accept(now);
            }
        };
    }
}
