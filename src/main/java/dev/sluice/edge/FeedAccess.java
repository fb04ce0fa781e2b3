package dev.sluice.edge;

import dev.sluice.hub.feed.FeedStart;
import dev.sluice.hub.feed.FeedSubscribed;
import dev.sluice.model.FeedName;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;

/**
 * What a session can ask of feeds, whichever way it asks: by HTTP or by a command on its WebSocket. Failures come in the future.
 */
final class FeedAccess {
    private static final int MOST_HISTORY = 1_000_000;

    private final Edge edge;

    FeedAccess(Edge edge) {
        this.edge = edge;
    }

    /** @param asked {@code tab}, and at most one of {@code history}, {@code since} and {@code after} */
    Future<JsonObject> subscribe(SessionState session, String feed, JsonObject asked) {
        try {
            FeedName name = new FeedName(feed);
            FeedStart start = start(asked);
            return edge.parts()
                    .feeds()
                    .subscribe(edge.feedLane(), session, tab(asked), name, start)
                    .map(done -> json(name, done));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    Future<Void> unsubscribe(SessionState session, String feed, JsonObject asked) {
        try {
            return edge.parts().feeds().unsubscribe(session, tab(asked), new FeedName(feed));
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** Fails where more than one way to begin is named. */
    static FeedStart start(JsonObject asked) {
        Integer history = Json.integer(asked, "history", 0, MOST_HISTORY);
        String since = Json.string(asked, "since");
        Object after = asked.getValue("after");
        if (Stream.of(history, since, after).filter(s -> s != null).count() > 1)
            throw new InvalidValueException("history", asked.encode(), "at most one of history, since and after");
        if (since != null) return new FeedStart.Since(since);
        if (after instanceof Number n && n.longValue() >= 0) return new FeedStart.After(n.longValue());
        if (after != null) throw new InvalidValueException("after", after, "a seq, 0 or more");
        return history == null || history == 0 ? new FeedStart.Live() : new FeedStart.Last(history);
    }

    private static JsonObject json(FeedName name, FeedSubscribed done) {
        return new JsonObject()
                .put("feed", name.value())
                .put("stream", done.stream().value())
                .put("ordinal", done.ordinal())
                .put("status", "live")
                .put("epoch", done.position().epoch())
                .put("from", done.position().from())
                .put("seq", done.position().seq())
                .put("found", done.position().whole());
    }

    private static TabId tab(JsonObject asked) {
        String tab = Json.string(asked, "tab");
        return tab == null ? TabId.DEFAULT : new TabId(tab);
    }
}
