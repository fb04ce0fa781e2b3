package dev.sluice.hub.feed;

import dev.sluice.channel.Turns;
import dev.sluice.model.Time;
import dev.sluice.upstream.SourceCall;
import dev.sluice.upstream.SourceHandler;
import dev.sluice.upstream.SourceRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What a feed acts on: its loop's turns and timers, and the way to its source. A seam: a test works them by hand. */
interface FeedOutside extends Turns {
    Time time();

    RandomGenerator jitter();

    /** The handler is never called before this returns. */
    SourceCall open(SourceRequest request, SourceHandler handler);

    /** Tells, on the loop and never before this returns, whether the URL answers well. */
    void probe(URI url, Map<String, String> headers, Duration within, Consumer<Boolean> told);
}
