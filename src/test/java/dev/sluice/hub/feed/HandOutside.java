package dev.sluice.hub.feed;

import dev.sluice.channel.HandTime;
import dev.sluice.channel.HandTurns;
import dev.sluice.upstream.SourceCall;
import dev.sluice.upstream.SourceHandler;
import dev.sluice.upstream.SourceRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A feed's outside that a test works by hand: turns, timers, a clock of its own, and connections that it answers itself. */
final class HandOutside extends HandTurns implements FeedOutside {
    /** One connection that the feed asked for. */
    static final class Call implements SourceCall {
        final SourceRequest request;
        final SourceHandler handler;
        boolean cancelled;

        Call(SourceRequest request, SourceHandler handler) {
            this.request = request;
            this.handler = handler;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        void end(String code) {
            handler.closed(new SourceHandler.End(code, code, null));
        }
    }

    final List<Call> calls = new ArrayList<>();
    final List<Consumer<Boolean>> probes = new ArrayList<>();
    private final RandomGenerator jitter;

    HandOutside(RandomGenerator jitter) {
        super(new HandTime());
        this.jitter = jitter;
    }

    Call call() {
        return calls.get(calls.size() - 1);
    }

    long millis() {
        return time().millis;
    }

    @Override
    public RandomGenerator jitter() {
        return jitter;
    }

    @Override
    public SourceCall open(SourceRequest request, SourceHandler handler) {
        Call call = new Call(request, handler);
        calls.add(call);
        return call;
    }

    @Override
    public void probe(URI url, Map<String, String> headers, Duration within, Consumer<Boolean> told) {
        probes.add(told);
    }
}
