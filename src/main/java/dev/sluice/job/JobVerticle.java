package dev.sluice.job;

import dev.sluice.channel.Loop;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Lane;
import dev.sluice.model.JobsConfig;
import dev.sluice.model.Time;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobStore;
import dev.sluice.upstream.Upstream;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** One worker on an event loop: builds what belongs to it, turns its clock, lets go in order. */
public final class JobVerticle extends AbstractVerticle implements JobStore.Listener {
    private static final long TICK_MILLIS = 250;
    private static final int BEATS = 3;

    private final JobsConfig config;
    private final JobStore store;
    private final Hub hub;
    private final Time time;
    private final RandomGenerator random;
    private final BooleanSupplier ready;
    private final JobObserver observer;
    private final int maxBytes;
    private Loop loop;
    private Lane lane;
    private Worker worker;
    private Context home;
    private long tickTimer;
    private long beatTimer;

    /**
     * @param ready    whether this node takes new work
     * @param maxBytes of one answer, by the log's reckoning
     */
    public JobVerticle(
            JobsConfig config,
            JobStore store,
            Hub hub,
            Time time,
            RandomGenerator random,
            BooleanSupplier ready,
            JobObserver observer,
            int maxBytes) {
        this.config = config;
        this.store = store;
        this.hub = hub;
        this.time = time;
        this.random = random;
        this.ready = ready;
        this.observer = observer;
        this.maxBytes = maxBytes;
    }

    @Override
    public void start() {
        home = context;
        loop = new Loop(vertx, time);
        lane = new Lane(vertx, loop, state -> new Upstream(vertx, state));
        worker = new Worker(
                store,
                new ChatTrade(hub, lane, loop, maxBytes),
                config.concurrency(),
                new Verdict(config.attempts(), config.backoff(), config.backoffMax(), random),
                time,
                ready,
                observer);
        store.listen(this);
        tickTimer = vertx.setPeriodic(TICK_MILLIS, t -> worker.tick());
        beatTimer = vertx.setPeriodic(Math.max(1, config.visibility().toMillis() / BEATS), t -> {
            worker.beat();
            lane.keepOnly(hub.providers());
        });
    }

    /** In a later turn of the loop, since it may be told in the middle of a step of the store. */
    @Override
    public void changed(Job job) {
        home.runOnContext(v -> worker.changed(job));
    }

    @Override
    public void stop(Promise<Void> stopped) {
        vertx.cancelTimer(tickTimer);
        vertx.cancelTimer(beatTimer);
        worker.close().onComplete(given -> {
            loop.close();
            lane.close().onComplete(stopped);
        });
    }
}
