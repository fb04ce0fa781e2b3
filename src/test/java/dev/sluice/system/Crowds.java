package dev.sluice.system;

import dev.sluice.system.OpenLoop.Ask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Who comes when, with how much work: users come at random (Poisson) and keep the provider busy for 0.5 to 1.5 s each. The same seed
 * makes the same crowds, so that two lines can be given the very same to do.
 */
final class Crowds {
    static final int LONGEST_SERVICE_MILLIS = 1_500;
    private static final int SHORTEST_SERVICE_MILLIS = 500;

    /** @param serviceMillis from the provider's request to its answer */
    record Visit(double atSeconds, String tier, String key, int serviceMillis) {
        /** @param line which of the lines it is for: part of the model's name */
        Ask ask(int line) {
            String model = "sim-instant;seed=" + line + ";ttft=" + serviceMillis + ";tokens=1";
            return new Ask(key, "/v1/chat/completions", LimitedNode.question(model));
        }
    }

    private final Random random;
    private final List<Visit> visits = new ArrayList<>();

    Crowds(long seed) {
        random = new Random(seed);
    }

    /** Users of one tier, {@code <tier>-0} and so on, who together come {@code perSecond} times a second. */
    Crowds of(String tier, int users, double perSecond, double seconds) {
        for (double at = pause(perSecond); at < seconds; at += pause(perSecond))
            visits.add(new Visit(at, tier, tier + "-" + random.nextInt(users), service()));
        return this;
    }

    /** One user who comes with many requests, evenly within a few seconds. */
    Crowds flood(String tier, String key, int requests, double at, double seconds) {
        for (int i = 0; i < requests; i++) visits.add(new Visit(at + seconds * i / requests, tier, key, service()));
        return this;
    }

    /** By time. */
    List<Visit> visits() {
        visits.sort(Comparator.comparingDouble(Visit::atSeconds));
        return visits;
    }

    private double pause(double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond;
    }

    private int service() {
        return SHORTEST_SERVICE_MILLIS + random.nextInt(LONGEST_SERVICE_MILLIS - SHORTEST_SERVICE_MILLIS);
    }
}
