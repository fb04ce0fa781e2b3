package dev.sluice.model;

/**
 * An append-only log of numbered events: a completion ({@code st_…}), a feed ({@code fd_} and its name), or what a session is told of
 * its jobs ({@code jb_…}).
 */
public record StreamId(String value) {
    static final String FEED = "fd_";
    private static final String JOBS = "jb_";

    public StreamId {
        Ids.check("stream", value, 200);
    }

    /** An answer's, which nobody has or can guess. */
    public static StreamId random() {
        return new StreamId("st_" + Ids.random());
    }

    /** @param tag of the session: nobody else's, and nothing that could be told from others */
    public static StreamId ofJobs(String tag) {
        return new StreamId(JOBS + tag);
    }

    /** Whether it is what a session is told of its jobs. */
    public boolean isOfJobs() {
        return value.startsWith(JOBS);
    }

    /** Whether it is like a feed's: endless, and without snapshots. */
    public boolean isFeed() {
        return value.startsWith(FEED) || value.startsWith(JOBS);
    }

    @Override
    public String toString() {
        return value;
    }
}
