package dev.sluice.channel;

import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.Set;

/** The configuration of the tests of this package. */
final class Settings {
    static final Principal ANYBODY = new Principal("u", "t", Tier.FREE, Set.of());
    static final Duration FLUSH = Duration.ofMillis(20);
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    static final Duration STALLED = Duration.ofSeconds(60);

    private Settings() {}

    static Config.Channels channels() {
        return new Config.Channels(
                HEARTBEAT,
                FLUSH,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                32 * 1024,
                STALLED,
                1 << 18,
                Duration.ZERO);
    }

    static Config.Sessions sessions(int maxTabs, int maxStreams, int maxSessions) {
        return new Config.Sessions(true, Duration.ofHours(24), maxTabs, maxStreams, maxSessions);
    }
}
