package dev.sluice.hub.feed;

import dev.sluice.channel.ContextTurns;
import dev.sluice.model.Time;
import dev.sluice.upstream.SourceCall;
import dev.sluice.upstream.SourceHandler;
import dev.sluice.upstream.SourceRequest;
import dev.sluice.upstream.Sources;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One event loop's means of keeping feeds. Belongs to the loop that it is made on, like every feed that is opened by way of it. */
public final class FeedLane extends ContextTurns implements FeedOutside {
    private final Sources sources;
    private final Time time;
    private final RandomGenerator jitter;

    /** @param jitter for the waits of its feeds' sources */
    public FeedLane(Vertx vertx, Sources sources, Time time, RandomGenerator jitter) {
        super(vertx, vertx.getOrCreateContext());
        this.sources = sources;
        this.time = time;
        this.jitter = jitter;
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public RandomGenerator jitter() {
        return jitter;
    }

    @Override
    public SourceCall open(SourceRequest request, SourceHandler handler) {
        return sources.open(request, handler);
    }

    @Override
    public void probe(URI url, Map<String, String> headers, Duration within, Consumer<Boolean> told) {
        sources.healthy(url, headers, within).onSuccess(good -> later(() -> told.accept(good)));
    }
}
