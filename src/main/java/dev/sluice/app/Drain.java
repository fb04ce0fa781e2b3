package dev.sluice.app;

import dev.sluice.channel.Departure;
import dev.sluice.edge.EdgeVerticle;
import dev.sluice.model.DrainConfig;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Time;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Whether a node takes sessions and requests, and how it comes to take none.
 *
 * <pre>
 *   open ──begin──> window: no new sessions and channels; requests are still taken; readers leave, one after the other
 *    ^               │ drain.window
 *    │               v
 *    └──cancel── closed: no requests either ──drain.timeout──> those that are left leave at once
 * </pre>
 *
 * A crossing: every request asks it. What changes does so on one context, where it is decided.
 */
final class Drain {
    private static final long POLL_MILLIS = 10;

    private final Vertx vertx;
    private final Context context;
    private final Time time;
    private final List<EdgeVerticle> edges;
    private final IntSupplier running;
    private final Duration base;
    private volatile boolean ready;
    private volatile boolean windowed;
    private volatile long windowEnd;
    private volatile boolean leaving;
    private Departure departure;

    /**
     * @param edges   whose readers leave; may grow until {@link #open}
     * @param running answers that have not ended
     * @param base    the least that a reader is told to wait before it comes back
     */
    Drain(Vertx vertx, Time time, List<EdgeVerticle> edges, IntSupplier running, Duration base) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.time = time;
        this.edges = edges;
        this.running = running;
        this.base = base;
    }

    /** The node has started. */
    void open() {
        ready = true;
    }

    /** The node stops: nothing is taken any more. */
    void close() {
        leaving = true;
        windowEnd = time.nanos();
        windowed = true;
        ready = false;
    }

    /** Whether sessions and channels are taken: what {@code /ready} says. Any thread. */
    boolean ready() {
        return ready;
    }

    /** From now on the node is ending: the drain cannot be called off. */
    void leave() {
        leaving = true;
    }

    /** Whether the node is ending. Any thread. */
    boolean leaving() {
        return leaving;
    }

    /** What it says to whoever asks. Any thread. */
    NodeReport.State state() {
        if (leaving) return NodeReport.State.ENDING;
        if (ready) return NodeReport.State.READY;
        return windowed ? NodeReport.State.DRAINING : NodeReport.State.STARTING;
    }

    /** Whether requests are. Any thread. */
    boolean takesWork() {
        return ready || windowed && time.nanos() - windowEnd < 0;
    }

    /**
     * Begins, or goes on with other terms. Any thread.
     *
     * @return done once nobody is here and no answer runs, or the terms' timeout is over; fails where it was called off
     */
    Future<Void> begin(DrainConfig terms) {
        Promise<Void> gone = Promise.promise();
        context.runOnContext(v -> {
            long now = time.nanos();
            Duration window = terms.window().compareTo(terms.timeout()) < 0 ? terms.window() : terms.timeout();
            if (departure == null) {
                departure = new Departure(now, window, terms.reconnectRate(), base);
                windowEnd = now + window.toNanos();
                windowed = true;
                ready = false;
                for (EdgeVerticle edge : edges) edge.depart(departure);
            }
            watch(departure, now + terms.timeout().toNanos()).onComplete(gone);
        });
        return gone.future();
    }

    private Future<Void> watch(Departure of, long deadline) {
        if (departure != of) return Future.failedFuture("the drain was called off");
        boolean over = time.nanos() - deadline >= 0;
        if (over) for (EdgeVerticle edge : edges) edge.hurry();
        // Asked behind what was asked before: once they answer, whoever was hurried has been told.
        return readers().compose(here -> {
            if (over || here == 0 && running.getAsInt() == 0) return Future.succeededFuture();
            return vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).compose(t -> watch(of, deadline));
        });
    }

    private Future<Integer> readers() {
        List<Future<Integer>> asked = edges.stream().map(EdgeVerticle::readers).toList();
        return Future.all(asked)
                .map(all ->
                        all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
    }

    /** Takes everything again; readers that have not left stay. Any thread. */
    Future<Void> cancel() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            departure = null;
            for (EdgeVerticle edge : edges) edge.stay();
            // In this order: nobody may find it closed in between.
            ready = true;
            windowed = false;
            done.complete();
        });
        return done.future();
    }
}
