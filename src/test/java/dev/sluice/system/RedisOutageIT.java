package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.system.Fleet.Asked;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose Redis dies under load, and comes back: with what it held, and with nothing. */
@Timeout(180)
final class RedisOutageIT {
    private static final Duration AWAY = Duration.ofSeconds(15);
    private static final int SESSIONS = 40;
    /** Some 25 seconds of talk, so that it goes on for a while after the outage; and some 12. */
    private static final String LONG = "sim;ttft=100;rate=12;jitter=0.5;tokens=300;seed=";

    private static final String SHORT = "sim;ttft=100;rate=12;jitter=0.5;tokens=150;seed=";

    @TempDir
    Path folder;

    @Test
    void whatClientsSawIsWhatTheProviderSaidThoughRedisWasAway() throws Exception {
        try (Fleet fleet = new Fleet(folder, System.nanoTime(), "a", "b")) {
            List<Asked> asked = load(fleet, LONG);
            fleet.redis.kill();
            pass(AWAY);
            fleet.redis.startAgain();
            check(fleet, asked);
        }
    }

    @Test
    void whatClientsSawIsWhatTheProviderSaidThoughRedisLostEverything() throws Exception {
        try (Fleet fleet = new Fleet(folder, System.nanoTime(), "a", "b")) {
            List<Asked> asked = load(fleet, SHORT);
            fleet.redis.kill();
            pass(Duration.ofSeconds(3));
            fleet.redis.forget();
            fleet.redis.startAgain();
            check(fleet, asked);
        }
    }

    /** Each session asks one node; every other one reads at the other node. */
    private static List<Asked> load(Fleet fleet, String model) throws Exception {
        List<Asked> asked = new ArrayList<>();
        List<Visitor> visitors = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            visitors.add(fleet.visitor("a"));
            fleet.reader(i % 2 == 0 ? "a" : "b", visitors.get(i));
        }
        fleet.all("all read", 20, r -> r.hellos == 1);
        for (int i = 0; i < SESSIONS; i++) asked.add(Fleet.ask(visitors.get(i), model + i, "Under load"));
        fleet.all("all answers have begun", 20, r -> {
            synchronized (r.page) {
                return r.page.events() > 10;
            }
        });
        return asked;
    }

    private static void check(Fleet fleet, List<Asked> asked) {
        fleet.all("all answers have ended", 60, r -> r.ended() == 1);
        for (int i = 0; i < asked.size(); i++) {
            Fleet.complete(fleet.readers.get(i), asked.get(i));
            assertEquals(1, fleet.readers.get(i).hellos, "its connection was closed");
        }
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Waiting.until("time passes", time.plusSeconds(5), () -> System.nanoTime() - end > 0);
    }
}
