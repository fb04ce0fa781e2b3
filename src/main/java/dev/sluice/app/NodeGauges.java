package dev.sluice.app;

import dev.sluice.channel.Channels;
import dev.sluice.hub.Hub;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.log.Logs;
import dev.sluice.model.NodeReport;
import dev.sluice.model.SessionStore;
import dev.sluice.ops.Metrics;
import io.vertx.core.json.JsonObject;
import java.util.function.BooleanSupplier;

/** Gauges over what the node's parts know anyway. */
final class NodeGauges {
    private NodeGauges() {}

    /** What the demo shows. */
    static JsonObject counts(Metrics metrics, SessionStore sessions, Hub hub) {
        return new JsonObject()
                .put("sse", metrics.channels().sseConnections())
                .put("websocket", metrics.channels().websocketConnections())
                .put("sessions", sessions.size())
                .put("tabs", sessions.tabs())
                .put("streams", hub.running());
    }

    /** What other nodes are told. @param sinceNanos when this one started */
    static NodeReport report(NodeReport.State state, long sinceNanos, Rooms rooms) {
        Metrics metrics = rooms.metrics();
        return new NodeReport(
                state,
                (rooms.time.nanos() - sinceNanos) / 1_000_000_000L,
                rooms.hub.running(),
                metrics.feeds().sources(),
                metrics.channels().connections());
    }

    static void hang(
            Metrics metrics,
            SessionStore sessions,
            Channels channels,
            Hub hub,
            Feeds feeds,
            Logs logs,
            BooleanSupplier ready) {
        metrics.gauge("active_sessions", "Sessions that this node holds", sessions::size);
        metrics.gauge("active_tabs", "Tabs that are open in them", sessions::tabs);
        metrics.channels().tabs(channels);
        metrics.gauge("active_streams", "Answers that run or wait", hub::running);
        metrics.gauge(
                "limit_accounts",
                "Users and API keys that used their limits lately",
                () -> hub.quotas().accounts());
        metrics.gauge("active_feeds", "Feeds that this node holds", feeds::size);
        metrics.gauge("logs", "Stream logs held", logs::size);
        metrics.gauge("log_bytes", "Bytes of the stream logs, by our own reckoning", logs::bytes);
        metrics.gauge("node_ready", "1 where the node takes traffic", () -> ready.getAsBoolean() ? 1 : 0);
        metrics.counter(
                "request_log_lines_dropped", "Lines about finished requests that were lost", RequestLines::dropped);
    }
}
