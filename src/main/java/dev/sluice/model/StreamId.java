package dev.sluice.model;

/** An append-only log of numbered events: a completion or a feed. */
public record StreamId(String value) {
    public StreamId {
        Ids.check("stream", value, 128);
    }

    public static StreamId random() {
        return new StreamId("st_" + Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
