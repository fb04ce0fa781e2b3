package dev.sluice.hub.feed;

import dev.sluice.admission.PermitQueue;
import dev.sluice.channel.Channels;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedName;
import dev.sluice.model.FeedStore;
import dev.sluice.model.Time;
import java.net.URI;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes feeds, of a node that is alone or of one among others. A crossing: feeds are opened from every loop. */
final class FeedMaker {
    private final Function<String, PermitQueue> permits;
    private final Logs logs;
    private final Channels channels;
    private final FeedObserver observer;
    private final RandomGenerator random;
    private volatile URI simulator;
    private volatile FeedStore store;
    private volatile Time time;
    private volatile boolean calm = true;
    private boolean away;
    private long backNanos;

    FeedMaker(
            Function<String, PermitQueue> permits,
            Logs logs,
            Channels channels,
            FeedObserver observer,
            RandomGenerator random) {
        this.permits = permits;
        this.logs = logs;
        this.channels = channels;
        this.observer = observer;
        this.random = random;
    }

    void simulator(URI base) {
        simulator = base;
    }

    void share(FeedStore with, Time clock) {
        time = clock;
        store = with;
        backNanos = clock.nanos() - 2 * FeedStore.LEASE_MILLIS * 1_000_000;
    }

    /** Whether other nodes have the same feeds. */
    boolean shares() {
        return store != null;
    }

    /**
     * Looks whether the store was away, and whether all nodes have had the time to come back to it. About once a second, from one
     * thread at a time.
     */
    void look() {
        if (store == null) return;
        boolean before = away;
        away = !store.reachable();
        if (before && !away) backNanos = time.nanos();
        calm = !away && time.nanos() - backNanos > FeedStore.LEASE_MILLIS * 1_000_000;
    }

    Feed make(FeedOutside lane, FeedName name, FeedRule rule) {
        FeedConfig.History history = rule.config().history();
        // The history counts; the log's own limit on events is only a net below it.
        LogLimits limits = new LogLimits(2 * history.events() + 2, history.bytes());
        FeedHistory kept = new FeedHistory(history.events(), history.age().toMillis());
        String tag = Long.toString(random.nextLong(36L * 36 * 36, 36L * 36 * 36 * 36), 36);
        FeedSource.Maker source = sourceFor(rule, lane);
        if (store == null) {
            StreamLog log = logs.openFeed(name.stream(), limits);
            FeedBook book = new FeedBook(rule.name(), log, kept, lane.time(), tag, observer);
            Intake own = new OwnIntake(rule.name(), book, observer, source);
            return new Feed(name, rule, book, own, lane, channels, observer);
        }
        StreamLog log = logs.openFeedBehind(name.stream(), limits, 0);
        FeedBook book = new FeedBook(rule.name(), log, kept, lane.time(), null, observer);
        Intake shared = new SharedIntake(
                name.stream(),
                rule.name(),
                store,
                book,
                lane,
                observer,
                () -> calm,
                tag,
                history.age().toMillis(),
                source);
        return new Feed(name, rule, book, shared, lane, channels, observer);
    }

    private FeedSource.Maker sourceFor(FeedRule rule, FeedOutside lane) {
        FeedConfig.Source source = rule.config().source();
        if (source == null) return null;
        URI url = source.url() != null ? source.url() : simulator.resolve(source.path());
        PermitQueue queue = source.upstream() == null ? null : permits.apply(source.upstream());
        return sink -> new FeedSource(rule.name(), source, url, queue, lane, sink, observer);
    }
}
