package dev.sluice.edge;

import dev.sluice.hub.feed.FeedEvents;
import dev.sluice.hub.feed.Published;
import dev.sluice.model.Failure;
import dev.sluice.model.FeedName;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamEvent.FeedEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The body of a publication, and its answer: {@code {"event"?, "id"?, "data"}}, or an array of such. */
final class Publication {
    private static final Set<String> MEMBERS = Set.of("event", "id", "data");

    private Publication() {}

    static FeedEvents read(Buffer body) {
        Object json = parse(body);
        List<FeedEvent> events = new ArrayList<>();
        if (json instanceof JsonArray array) {
            if (array.size() > FeedEvents.MOST)
                throw new InvalidValueException("events", array.size() + " events", "1 to " + FeedEvents.MOST);
            for (int i = 0; i < array.size(); i++) events.add(event("events[" + i + "]", array.getValue(i)));
        } else {
            events.add(event("", json));
        }
        return new FeedEvents(events);
    }

    private static FeedEvent event(String at, Object json) {
        if (!(json instanceof JsonObject object))
            throw new InvalidValueException(at.isEmpty() ? "body" : at, json, "an object with data");
        String prefix = at.isEmpty() ? "" : at + ".";
        for (String member : object.fieldNames())
            if (!MEMBERS.contains(member))
                throw new InvalidValueException(prefix + member, "an unknown member", "event, id or data");
        return FeedEvents.event(
                prefix, text(prefix, object, "event"), text(prefix, object, "id"), data(prefix, object));
    }

    /** What is no string is told as its JSON. */
    private static String data(String prefix, JsonObject object) {
        Object data = object.getValue("data");
        if (data == null) throw new InvalidValueException(prefix + "data", null, "text, or any JSON but null");
        return data instanceof String s ? s : io.vertx.core.json.Json.encode(data);
    }

    private static String text(String prefix, JsonObject object, String member) {
        Object value = object.getValue(member);
        if (value == null || value instanceof String) return (String) value;
        throw new InvalidValueException(prefix + member, value, "a string");
    }

    private static Object parse(Buffer body) {
        try {
            if (body != null && body.length() > 0) return io.vertx.core.json.Json.decodeValue(body);
        } catch (DecodeException e) {
            // said below
        }
        String got = body == null ? "" : body.getString(0, Math.min(body.length(), 200));
        throw Failure.invalid(null, "body: got " + InvalidValueException.show(got) + ", expected an event or an array")
                .exception();
    }

    static JsonObject answer(FeedName feed, List<Published> published) {
        JsonArray events = new JsonArray();
        for (Published p : published)
            events.add(new JsonObject().put("seq", p.seq()).put("id", p.id()).put("repeated", p.repeated()));
        return new JsonObject()
                .put("feed", feed.value())
                .put("stream", feed.stream().value())
                .put("events", events);
    }
}
