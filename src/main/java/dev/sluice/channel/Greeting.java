package dev.sluice.channel;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.SessionState;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What a connection is told at its beginning: where its session stands, and the streams that it will carry. Any thread. */
final class Greeting {
    private Greeting() {}

    /**
     * The event {@code hello}: {@code {session, connection, epoch, heartbeat_ms, resumed, subscriptions}}.
     *
     * @param connection its id
     * @param tab        the one that the connection is for, or null
     * @param resumed    whether it goes on where the reader's cursor stood
     */
    static Buffer hello(
            String connection, SessionState state, TabId tab, Logs logs, long heartbeatMillis, boolean resumed) {
        return new JsonObject()
                .put("session", state.id().hash())
                .put("connection", connection)
                .put("epoch", state.epoch())
                .put("heartbeat_ms", heartbeatMillis)
                .put("resumed", resumed)
                .put("subscriptions", subscriptions(state, tab, logs))
                .toBuffer();
    }

    /** {@code [{stream, ordinal, status, tabs}]}. */
    private static JsonArray subscriptions(SessionState state, TabId tab, Logs logs) {
        JsonArray subscriptions = new JsonArray();
        for (Subscription s : state.subscriptions()) {
            int ordinal = s.ordinalFor(tab);
            StreamLog log = logs.find(s.stream());
            if (ordinal == 0 || log == null) continue;
            JsonArray tabs = new JsonArray();
            for (TabId t : s.tabs().keySet()) tabs.add(t.value());
            subscriptions.add(new JsonObject()
                    .put("stream", s.stream().value())
                    .put("ordinal", ordinal)
                    .put("status", status(log))
                    .put("tabs", tabs));
        }
        return subscriptions;
    }

    private static String status(StreamLog log) {
        if (log.id().isFeed()) return "live";
        return log.sealed() ? "finished" : log.tail() == 0 ? "queued" : "streaming";
    }
}
