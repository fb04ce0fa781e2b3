package dev.sluice.app.config;

import dev.sluice.model.Config;
import dev.sluice.model.UpstreamConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code upstreams} and {@code prices}: where answers come from, and what they cost. */
final class UpstreamSections {
    private static final List<String> DIALECTS = List.of("openai", "anthropic", "gemini");
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final int MILLION = 1_000_000;

    private UpstreamSections() {}

    static Map<String, UpstreamConfig> upstreams(Section root) {
        Map<String, UpstreamConfig> all = new LinkedHashMap<>();
        root.named("upstreams").forEach((name, s) -> all.put(name, upstream(root, name, s)));
        if (all.isEmpty() && !root.faulty("upstreams")) root.fault("upstreams", "nothing", "at least one upstream");
        return all;
    }

    private static UpstreamConfig upstream(Section root, String name, Section s) {
        // The name is a metric's tag and a header's value.
        if (!name.matches("[A-Za-z0-9_-]{1,64}"))
            root.fault("upstreams", "the name " + Shown.of(name), "names of 1 to 64 characters of A-Z a-z 0-9 _ -");
        String dialect = s.text("dialect", "openai");
        if (!DIALECTS.contains(dialect)) s.fault("dialect", Shown.of(dialect), Nearest.oneOf(dialect, DIALECTS));
        int permits = s.integer("permits", 256, 1, MILLION);
        int length = s.integer("queue_length", 1000, 0, MILLION);
        Duration wait = s.duration("queue_wait", Duration.ofSeconds(30), MILLISECOND);
        UpstreamConfig upstream = new UpstreamConfig(
                name,
                dialect,
                EndpointSections.endpoints(s),
                keys(s),
                permits,
                length,
                wait,
                timeouts(s.section("timeouts")),
                PolicySections.policy(s),
                QueueSection.read(s, permits, length, wait));
        s.end();
        return upstream;
    }

    private static UpstreamConfig.Timeouts timeouts(Section s) {
        UpstreamConfig.Timeouts timeouts = new UpstreamConfig.Timeouts(
                s.duration("connect", Duration.ofSeconds(10), MILLISECOND),
                s.duration("first_event", Duration.ofSeconds(60), MILLISECOND),
                s.duration("idle", Duration.ofSeconds(30), MILLISECOND),
                s.duration("total", Duration.ofMinutes(10), MILLISECOND));
        s.end();
        return timeouts;
    }

    /** One key, or several that are used in turns. */
    private static List<String> keys(Section s) {
        String one = s.secret("api_key");
        List<String> several = s.secrets("api_keys");
        if (one != null && !several.isEmpty()) s.fault("api_keys", "api_key as well", "one of the two");
        return one != null ? List.of(one) : several;
    }

    static Map<String, Config.Price> prices(Section root) {
        Map<String, Config.Price> all = new LinkedHashMap<>();
        root.named("prices").forEach((model, s) -> {
            // What is left out would be given away.
            for (String needed : List.of("input", "output"))
                if (!s.written(needed)) s.fault(needed, "nothing", "a number of US dollars for a million tokens, or 0");
            double input = s.amount("input", 0);
            all.put(model, new Config.Price(input, s.amount("cached_input", input), s.amount("output", 0)));
            s.end();
        });
        return all;
    }
}
