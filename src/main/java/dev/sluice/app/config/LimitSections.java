package dev.sluice.app.config;

import dev.sluice.model.Config;
import dev.sluice.model.DrainConfig;
import dev.sluice.model.ReloadConfig;
import java.time.Duration;

/** {@code sessions}, {@code channel}, {@code streams}, {@code drain} and {@code reload}: how long, how many, how much. */
final class LimitSections {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int MILLIONS = 100_000_000;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private LimitSections() {}

    static Config.Sessions sessions(Section s) {
        Config.Sessions sessions = new Config.Sessions(
                s.flag("anonymous", false),
                s.duration("ttl", Duration.ofHours(24), SECOND),
                s.integer("max_tabs", 100, 1, MILLIONS),
                s.integer("max_streams", 200, 1, MILLIONS),
                s.integer("max_sessions", 100_000, 1, MILLIONS));
        s.end();
        return sessions;
    }

    static Config.Channels channel(Section s) {
        Config.Channels channel = new Config.Channels(
                s.duration("heartbeat", Duration.ofSeconds(15), MILLISECOND),
                s.duration("flush_interval", Duration.ofMillis(20), Duration.ZERO),
                s.duration("retry_min", Duration.ofSeconds(1), MILLISECOND),
                s.duration("retry_max", Duration.ofSeconds(4), MILLISECOND),
                (int) s.size("send_buffer", 32 * KIB, 4 * KIB, 64 * MIB),
                s.duration("stalled_after", Duration.ofMinutes(10), SECOND),
                (int) s.size("max_websocket_frame", 256 * KIB, KIB, 64 * MIB),
                s.duration("max_age", Duration.ZERO, Duration.ZERO));
        s.atMost("retry_min", channel.retryMin(), "retry_max", channel.retryMax());
        s.end();
        return channel;
    }

    static ReloadConfig reload(Section s) {
        ReloadConfig reload = new ReloadConfig(s.flag("watch", false));
        s.end();
        return reload;
    }

    static DrainConfig drain(Section s) {
        DrainConfig drain = new DrainConfig(
                s.duration("window", Duration.ofSeconds(10), Duration.ZERO),
                s.integer("reconnect_rate", 200, 1, MILLIONS),
                s.duration("timeout", Duration.ofSeconds(25), Duration.ZERO));
        s.atMost("window", drain.window(), "timeout", drain.timeout());
        s.end();
        return drain;
    }

    static Config.Streams streams(Section s) {
        Config.Streams streams = new Config.Streams(
                s.duration("disconnect_grace", Duration.ofSeconds(30), Duration.ZERO),
                s.duration("retention", Duration.ofMinutes(5), MILLISECOND),
                s.integer("max_events", 4096, 16, MILLIONS),
                (int) s.size("max_bytes", 4 * MIB, 16 * KIB, 256 * MIB),
                s.size("node_bytes", 256L * MIB, 64 * KIB, 1L << 42));
        if (streams.maxBytes() > streams.nodeBytes())
            s.fault(
                    "max_bytes",
                    SizeText.format(streams.maxBytes()),
                    "at most node_bytes, which is " + SizeText.format(streams.nodeBytes()));
        s.end();
        return streams;
    }
}
