package dev.sluice.model;

/** One page of a session, under an id that the page picked. */
public record TabId(String value) {
    public TabId {
        Ids.check("tab", value, 64);
    }
    /** The tab of requests that name none: it always exists and is as present as the session itself. */
    public static final TabId DEFAULT = new TabId("default");

    @Override
    public String toString() {
        return value;
    }
}
