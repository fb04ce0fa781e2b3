package dev.sluice.ops;

import dev.sluice.channel.ChannelObserver;
import dev.sluice.channel.Channels;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What channels do, as meters. Safe from any thread. */
public final class ChannelMetrics implements ChannelObserver {
    private record Tabs(String label, int from, int to) {}

    private static final List<Tabs> TABS = List.of(
            new Tabs("0", 0, 0),
            new Tabs("1", 1, 1),
            new Tabs("2", 2, 2),
            new Tabs("3-5", 3, 5),
            new Tabs("6-10", 6, 10),
            new Tabs("11+", 11, Integer.MAX_VALUE));

    private final Meters meters;
    private final AtomicInteger sse = new AtomicInteger();
    private final AtomicInteger websocket = new AtomicInteger();
    private final AtomicInteger watching = new AtomicInteger();
    private final Meters.Family<Counter> closed;
    private final Meters.Family<Counter> reconnects;
    private final Counter delivered;
    private final Counter replayed;
    private final Counter merged;
    private final Counter snapshots;
    private final Counter gaps;
    private final Counter slow;

    ChannelMetrics(Meters meters, String region) {
        this.meters = meters;
        meters.gauge("active_sse_connections", "Channels over SSE that are open", sse::get, "region", region);
        meters.gauge(
                "active_websocket_connections",
                "Channels over WebSocket that are open",
                websocket::get,
                "region",
                region);
        meters.gauge("active_stream_readers", "Readers of one answer or feed by its own URL", watching::get);
        closed = meters.counters("connections_closed", "Connections of channels that ended, by reason", "reason");
        reconnects = meters.counters(
                "reconnects", "Connections that came with a cursor, by the end of the one before", "cause", "resumed");
        delivered = meters.counter("delivered_events", "Numbered events that were written");
        replayed = meters.counter("replayed_events", "Events owed to returning readers from before they came back");
        merged = meters.counter("merged_events", "Text deltas that left in one event with others");
        snapshots = meters.counter("snapshots", "Texts sent whole, to late readers and slow ones");
        gaps = meters.counter("gaps", "Times that a reader was owed events which were gone");
        slow = meters.counter("slow_readers", "Times that a connection's socket was full");
    }

    /** How many tabs the sessions have that are connected now. */
    public void tabs(Channels channels) {
        for (Tabs range : TABS)
            meters.gauge(
                    "channels",
                    "Sessions that have a connection now, by how many tabs they have open",
                    () -> channels.withTabs(range.from, range.to),
                    "tabs",
                    range.label);
    }

    /** Open now. Any thread. */
    public int sseConnections() {
        return sse.get();
    }

    /** Open now. Any thread. */
    public int websocketConnections() {
        return websocket.get();
    }

    /** Channels and readers of one answer or feed. */
    public int connections() {
        return sse.get() + websocket.get() + watching.get();
    }

    @Override
    public void opened(String kind) {
        (kind.equals("sse") ? sse : websocket).incrementAndGet();
    }

    @Override
    public void closed(String kind, String reason) {
        (kind.equals("sse") ? sse : websocket).decrementAndGet();
        closed.of(reason).increment();
    }

    @Override
    public void watching(int change) {
        watching.addAndGet(change);
    }

    @Override
    public void reconnected(String cause, boolean resumed) {
        reconnects.of(cause, Boolean.toString(resumed)).increment();
    }

    @Override
    public void replayed(long events) {
        replayed.increment(events);
    }

    @Override
    public void delivered(int events) {
        delivered.increment(events);
    }

    @Override
    public void snapshot() {
        snapshots.increment();
    }

    @Override
    public void gap() {
        gaps.increment();
    }

    @Override
    public void merged(int events) {
        merged.increment(events);
    }

    @Override
    public void slow() {
        slow.increment();
    }
}
