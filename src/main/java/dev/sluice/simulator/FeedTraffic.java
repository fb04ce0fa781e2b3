package dev.sluice.simulator;

/**
 * Who reads the simulator's feeds. A crossing: the simulator's loop alone writes, any thread reads; counts are published as one
 * immutable value, so that they agree with each other.
 */
public final class FeedTraffic {
    /**
     * @param open        connections to feeds that are open now
     * @param begun       requests for feeds that ever came, refused ones included
     * @param maxOpen     most connections that were open at once
     * @param lastEventId what the newest request brought, or null
     */
    public record Counts(int open, long begun, int maxOpen, String lastEventId) {}

    private volatile Counts counts = new Counts(0, 0, 0, null);

    FeedTraffic() {}

    /** Any thread. */
    public Counts counts() {
        return counts;
    }

    void begun(String lastEventId) {
        counts = new Counts(counts.open, counts.begun + 1, counts.maxOpen, lastEventId);
    }

    void open(int change) {
        int now = counts.open + change;
        counts = new Counts(now, counts.begun, Math.max(counts.maxOpen, now), counts.lastEventId);
    }
}
