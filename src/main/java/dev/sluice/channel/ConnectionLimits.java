package dev.sluice.channel;

import dev.sluice.model.Config;
import java.util.random.RandomGenerator;

/**
 * The times of one connection. Drawn at random for each, so that thousands that came together do not ping or come back together.
 *
 * @param heartbeatMillis what {@code hello} promises
 * @param pingAfterNanos  silence after which a ping is sent: 80 to 95 % of the heartbeat, less the second between two beats
 * @param flushNanos      shortest time between two writes
 * @param retryMillis     what {@code retry:} says
 * @param stalledNanos    how long a socket may stay full
 * @param maxAgeNanos     how long it lasts, 80 to 120 % of what is configured; 0 for as long as it likes
 */
record ConnectionLimits(
        long heartbeatMillis,
        long pingAfterNanos,
        long flushNanos,
        long retryMillis,
        long stalledNanos,
        long maxAgeNanos) {

    static ConnectionLimits draw(Config.Channels config, RandomGenerator random) {
        long heartbeat = config.heartbeat().toMillis();
        double silence = heartbeat * (0.80 + 0.15 * random.nextDouble()) - 1000;
        long min = config.retryMin().toMillis();
        return new ConnectionLimits(
                heartbeat,
                (long) (Math.max(silence, heartbeat / 4.0) * 1e6),
                config.flushInterval().toNanos(),
                min + random.nextLong(config.retryMax().toMillis() - min + 1),
                config.stalledAfter().toNanos(),
                config.maxAge().isZero() ? 0 : (long) (config.maxAge().toNanos() * (0.8 + 0.4 * random.nextDouble())));
    }

    /** Whether it is time to begin anew, perhaps at another node. One that reads an answer may finish it, for as long again. */
    boolean old(long ageNanos, boolean busy) {
        return maxAgeNanos > 0 && ageNanos >= (busy ? 2 * maxAgeNanos : maxAgeNanos);
    }
}
