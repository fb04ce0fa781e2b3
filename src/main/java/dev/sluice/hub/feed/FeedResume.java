package dev.sluice.hub.feed;

/**
 * How a source is asked to go on where it stopped, and how what it then sends is judged.
 *
 * <p>A gap is assumed unless the source can be expected to have filled it: it is configured to resume, has sent an id, and does not
 * itself say that it goes on elsewhere (the {@code Last-Event-ID} header of the response, as Mercure hubs send it). A source that
 * begins further back than asked, as some do, repeats events that are here already: these are recognised by their ids, up to the
 * first one that is new. Belongs to its feed's source.
 */
final class FeedResume {
    private static final int MAX_ID = 1024;

    private final boolean able;
    private String lastId;
    private boolean anything;
    private String asked;
    private boolean catchingUp;
    private boolean insideKnown;

    /** @param able whether the source honours Last-Event-ID */
    FeedResume(boolean able) {
        this.able = able;
    }

    /** Where the next connection begins is all the same. */
    void forget() {
        lastId = null;
        anything = false;
    }

    /**
     * Another node had the source until now.
     *
     * @param id   the last one that it sent, or null
     * @param some whether anything came at all
     */
    void behind(String id, boolean some) {
        lastId = id;
        anything = some;
    }

    /** A connection begins. The id to send along, or null. */
    String begin() {
        asked = able && sendable(lastId) ? lastId : null;
        catchingUp = asked != null;
        insideKnown = false;
        return asked;
    }

    /**
     * The source answered. Whether events are missing.
     *
     * @param from what it says it goes on behind, or null
     */
    boolean opened(String from) {
        if (!anything) return false;
        return asked == null || from != null && !from.equals(asked);
    }

    /** Whether this event was told before. */
    boolean repeated(String id, FeedSource.Sink sink) {
        if (catchingUp) {
            // One without an id belongs to the one before it.
            boolean known = id == null ? insideKnown : sink.holds(id);
            insideKnown = known;
            if (known) return true;
            if (id != null) catchingUp = false;
        }
        anything = true;
        if (id != null) lastId = id;
        return false;
    }

    /** What may stand in a header: an id is free text, and one that does not fit cannot be asked for. */
    private static boolean sendable(String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_ID) return false;
        for (int i = 0; i < id.length(); i++) if (id.charAt(i) < 0x20 || id.charAt(i) > 0x7e) return false;
        return true;
    }
}
