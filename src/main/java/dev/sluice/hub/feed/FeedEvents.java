package dev.sluice.hub.feed;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamEvent.FeedEvent;
import java.util.List;

/** What a backend publishes in one step: all of it or nothing. */
public record FeedEvents(List<FeedEvent> events) {
    /** Most events in one step. */
    public static final int MOST = 100;

    private static final int MAX_NAME = 64;
    private static final int MAX_ID = 256;

    public FeedEvents {
        if (events.isEmpty() || events.size() > MOST)
            throw new InvalidValueException("events", events.size() + " events", "1 to " + MOST);
        events = List.copyOf(events);
    }

    /**
     * One event, checked.
     *
     * @param field where it stands in what came, for messages
     * @param event null for {@code message}
     * @param id    null for none
     */
    public static FeedEvent event(String field, String event, String id, String data) {
        if (event != null && (event.isEmpty() || event.length() > MAX_NAME || !oneLine(event)))
            throw new InvalidValueException(field + "event", event, "1 to " + MAX_NAME + " characters on one line");
        if (id != null && (id.isEmpty() || id.length() > MAX_ID || !oneLine(id)))
            throw new InvalidValueException(field + "id", id, "1 to " + MAX_ID + " characters on one line");
        return new FeedEvent(event == null ? "message" : event, id, data);
    }

    private static boolean oneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
