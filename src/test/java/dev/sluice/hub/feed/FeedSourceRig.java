package dev.sluice.hub.feed;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.QueuePolicy;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Format;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The one connection of a feed, with time and network in the test's hand. */
abstract class FeedSourceRig {
    static final URI URL = URI.create("http://127.0.0.1:1/feed");
    static final Duration LINGER = Duration.ofSeconds(30);
    static final Duration MOST = Duration.ofSeconds(8);

    final HandOutside outside = new HandOutside(new Random(7));
    final List<String> told = new ArrayList<>();
    final Set<String> ids = new HashSet<>();
    final FairPermits permits = new FairPermits(
            "acme",
            PermitLimit.fixed(1),
            QueuePolicy.usual(10, Duration.ofHours(1)),
            () -> outside.millis() * 1_000_000);
    boolean resume = true;
    URI health;

    FeedSource source() {
        FeedConfig.Source config = new FeedConfig.Source(
                "acme",
                URL,
                null,
                Map.of(),
                Format.SSE,
                resume,
                health,
                LINGER,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofMillis(250),
                MOST);
        FeedSource.Sink sink = new FeedSource.Sink() {
            @Override
            public void event(String event, String id, String data) {
                told.add(data);
                if (id != null) ids.add(id);
            }

            @Override
            public boolean holds(String id) {
                return ids.contains(id);
            }

            @Override
            public void missed() {
                told.add("missed");
            }
        };
        return new FeedSource("f", config, URL, permits, outside, sink, FeedObserver.NOOP);
    }

    void wanted(FeedSource source, boolean yes) {
        source.wanted(yes);
        outside.run();
    }

    HandOutside.Call opened(FeedSource source) {
        wanted(source, true);
        outside.call().handler.opened(null);
        return outside.call();
    }
}
