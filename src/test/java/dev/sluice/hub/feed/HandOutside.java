package dev.sluice.hub.feed;

import dev.sluice.model.Time;
import dev.sluice.upstream.SourceCall;
import dev.sluice.upstream.SourceHandler;
import dev.sluice.upstream.SourceRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A feed's outside that a test works by hand: turns, timers, the clock, and connections that it answers itself. */
final class HandOutside implements FeedOutside {
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

    private record Timer(long id, long due, Runnable action) {}

    final List<Call> calls = new ArrayList<>();
    final List<Consumer<Boolean>> probes = new ArrayList<>();
    private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private final RandomGenerator jitter;
    private long ids;
    private long millis = 1_000_000;

    HandOutside(RandomGenerator jitter) {
        this.jitter = jitter;
    }

    Call call() {
        return calls.get(calls.size() - 1);
    }

    int timers() {
        return timers.size();
    }

    long millis() {
        return millis;
    }

    /** Works off what waits for its turn. */
    void turn() {
        for (Runnable next = turns.poll(); next != null; next = turns.poll()) next.run();
    }

    /** Lets time pass, firing what is due in its order. */
    void pass(Duration time) {
        long until = millis + time.toMillis();
        for (Timer next = due(until); next != null; next = due(until)) {
            timers.remove(next);
            millis = next.due;
            next.action.run();
            turn();
        }
        millis = until;
    }

    private Timer due(long until) {
        return timers.stream()
                .filter(t -> t.due <= until)
                .min(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::id))
                .orElse(null);
    }

    @Override
    public void later(Runnable action) {
        turns.add(action);
    }

    @Override
    public long once(long wait, Runnable action) {
        if (wait < 1) throw new IllegalArgumentException("a timer of " + wait + " ms");
        timers.add(new Timer(++ids, millis + wait, action));
        return ids;
    }

    @Override
    public void cancel(long timer) {
        timers.removeIf(t -> t.id == timer);
    }

    @Override
    public Time time() {
        return new Time() {
            @Override
            public long millis() {
                return millis;
            }

            @Override
            public long nanos() {
                return millis * 1_000_000;
            }
        };
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
