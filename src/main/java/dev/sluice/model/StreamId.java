package dev.sluice.model;

/** An append-only log of numbered events: a completion ({@code st_…}) or a feed ({@code fd_} and its name). */
public record StreamId(String value) {
    static final String FEED = "fd_";

    public StreamId {
        Ids.check("stream", value, 200);
    }

    public static StreamId random() {
        return new StreamId("st_" + Ids.random());
    }

    /** Whether it is a feed's: endless, and without snapshots. */
    public boolean isFeed() {
        return value.startsWith(FEED);
    }

    @Override
    public String toString() {
        return value;
    }
}
