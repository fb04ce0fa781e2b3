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
 */
record ConnectionLimits(
        long heartbeatMillis, long pingAfterNanos, long flushNanos, long retryMillis, long stalledNanos) {

    static ConnectionLimits draw(Config.Channels config, RandomGenerator random) {
        long heartbeat = config.heartbeat().toMillis();
        double silence = heartbeat * (0.80 + 0.15 * random.nextDouble()) - 1000;
        long min = config.retryMin().toMillis();
        return new ConnectionLimits(
                heartbeat,
                (long) (Math.max(silence, heartbeat / 4.0) * 1e6),
                config.flushInterval().toNanos(),
                min + random.nextLong(config.retryMax().toMillis() - min + 1),
                config.stalledAfter().toNanos());
    }
}
