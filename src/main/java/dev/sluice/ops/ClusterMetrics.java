package dev.sluice.ops;

import dev.sluice.hub.cluster.ClusterObserver;
import dev.sluice.model.Nodes;
import dev.sluice.model.Time;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes that share a store do for each other, as meters. Safe from any thread. */
public final class ClusterMetrics implements ClusterObserver {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterMetrics.class);

    /** What the store said of the members. @param atNanos when */
    public record Heard(Nodes.Census census, long atNanos) {}

    private final AtomicReference<Heard> heard = new AtomicReference<>();
    private final AtomicInteger members = new AtomicInteger();
    private final Time time;
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger copies = new AtomicInteger();
    private final Counter batches;
    private final Counter events;
    private final Counter sealed;
    private final Counter fenced;

    /** @param registry where its meters are hung */
    public ClusterMetrics(MeterRegistry registry, Time time) {
        this.time = time;
        Meters meters = new Meters(registry);
        meters.gauge("cluster_members", "Nodes that share the store and live, this one included", members::get);
        meters.gauge("cluster_logs_written", "Answers of this node whose logs are in the store", written::get);
        meters.gauge("cluster_logs_copied", "Copies of other nodes' logs", copies::get);
        batches = meters.counter("cluster_batches", "Batches of events written to the store");
        events = meters.counter("cluster_events", "Events written to the store");
        sealed = meters.counter("cluster_answers_ended", "Answers of dead nodes that this one ended");
        fenced = meters.counter("cluster_answers_lost", "Answers of this node that others ended, taking it for dead");
    }

    @Override
    public void wrote(int count) {
        batches.increment();
        events.increment(count);
    }

    @Override
    public void fenced() {
        fenced.increment();
    }

    @Override
    public void sealed() {
        sealed.increment();
    }

    @Override
    public void holds(int own, int others) {
        written.set(own);
        copies.set(others);
    }

    @Override
    public void members(Nodes.Census census) {
        heard.set(new Heard(census, time.nanos()));
        int living = census.living().size();
        if (members.getAndSet(living) != living) LOG.info("cluster: {} members", living);
    }

    /** The newest; null where there is none yet. */
    public Heard heard() {
        return heard.get();
    }
}
