package dev.sluice.app.config;

import dev.sluice.model.Time;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Balance;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How an upstream's endpoints are chosen, watched and tried again. What is not written has {@link UpstreamPolicy#DEFAULT}'s value. */
final class PolicySections {
    private static final UpstreamPolicy D = UpstreamPolicy.DEFAULT;
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MILLION = 1_000_000;
    private static final int HUNDRED = 100;

    private PolicySections() {}

    static UpstreamPolicy policy(Section s) {
        return new UpstreamPolicy(
                balance(s),
                s.duration("slow_start", D.slowStart(), Duration.ZERO),
                s.duration("key_rest", D.keyRest(), MILLISECOND),
                authorities(s),
                retry(s.section("retry")),
                health(s.section("health")),
                ejection(s.section("ejection")),
                connections(s.section("connections")));
    }

    private static Balance balance(Section s) {
        String text = s.text("balance", D.balance().wire());
        for (Balance b : Balance.values()) if (b.wire().equals(text)) return b;
        List<String> known = Stream.of(Balance.values()).map(Balance::wire).toList();
        s.fault("balance", Shown.of(text), Nearest.oneOf(text, known));
        return D.balance();
    }

    private static Path authorities(Section s) {
        Path file = s.file("ca_cert");
        if (file == null) return null;
        Instant now = Instant.ofEpochMilli(Time.SYSTEM.millis());
        return Certificates.authorities(s, "ca_cert", file, now) ? file : null;
    }

    private static UpstreamPolicy.Retry retry(Section s) {
        UpstreamPolicy.Retry d = D.retry();
        UpstreamPolicy.Retry retry = new UpstreamPolicy.Retry(
                s.integer("limit", d.limit(), 0, HUNDRED),
                s.duration("backoff", d.backoff(), MILLISECOND),
                s.duration("backoff_max", d.backoffMax(), MILLISECOND),
                s.duration("retry_after_max", d.retryAfterMax(), Duration.ZERO),
                s.integer("budget_percent", d.budgetPercent(), 0, HUNDRED),
                s.integer("budget_min", d.budgetMin(), 0, MILLION));
        s.atMost("backoff", retry.backoff(), "backoff_max", retry.backoffMax());
        s.end();
        return retry;
    }

    private static UpstreamPolicy.Health health(Section s) {
        UpstreamPolicy.Health d = D.health();
        String path = s.text("path", null);
        if (path != null && !path.matches("/[!-~]*"))
            s.fault("path", Shown.of(path), "a path from the root of the endpoint's host, such as /health");
        UpstreamPolicy.Health health = new UpstreamPolicy.Health(
                path,
                statuses(s, d.expect()),
                s.duration("interval", d.interval(), MILLISECOND),
                s.duration("fast_interval", d.fastInterval(), MILLISECOND),
                s.integer("rise", d.rise(), 1, HUNDRED),
                s.integer("fall", d.fall(), 1, HUNDRED),
                s.duration("timeout", d.timeout(), MILLISECOND));
        s.atMost("fast_interval", health.fastInterval(), "interval", health.interval());
        s.end();
        return health;
    }

    private static Set<Integer> statuses(Section s, Set<Integer> otherwise) {
        Set<Integer> all = new LinkedHashSet<>();
        for (String text : s.texts("expect")) {
            if (text.matches("[1-5]\\d\\d")) all.add(Integer.valueOf(text));
            else s.fault("expect", Shown.of(text), "HTTP statuses, such as 200 or 200,429");
        }
        return all.isEmpty() ? otherwise : all;
    }

    private static UpstreamPolicy.Ejection ejection(Section s) {
        UpstreamPolicy.Ejection d = D.ejection();
        UpstreamPolicy.Ejection ejection = new UpstreamPolicy.Ejection(
                s.integer("failures", d.failures(), 0, MILLION),
                s.integer("percent", d.percent(), 0, HUNDRED),
                s.integer("min_calls", d.minCalls(), 1, MILLION),
                s.duration("window", d.window(), MILLISECOND),
                s.duration("time", d.time(), MILLISECOND),
                s.duration("time_max", d.timeMax(), MILLISECOND));
        s.atMost("time", ejection.time(), "time_max", ejection.timeMax());
        s.end();
        return ejection;
    }

    private static UpstreamPolicy.Connections connections(Section s) {
        UpstreamPolicy.Connections d = D.connections();
        UpstreamPolicy.Connections connections = new UpstreamPolicy.Connections(
                s.integer("max", d.max(), 0, MILLION),
                s.duration("idle", d.idle(), SECOND),
                s.duration("lifetime", d.lifetime(), Duration.ZERO));
        s.end();
        return connections;
    }
}
