package dev.sluice.ops.stats;

import dev.sluice.model.Time;
import dev.sluice.upstream.UpstreamState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Makes the page's sample of the node, once a second. Belongs to the loop that asks. */
final class Sampler {
    private static final int MIB = 1024 * 1024;

    private final Readings readings;
    private final Supplier<Map<String, UpstreamState>> upstreams;
    private final NodesSample nodes;
    private final JsonObject about;
    private final BooleanSupplier ready;
    private final Time time;
    private final long beganMillis;
    private final Map<String, Rate> rates = new HashMap<>();
    private final Map<String, UpstreamSample> samples = new LinkedHashMap<>();
    private final Minute firstToken = new Minute();
    private final Minute lag = new Minute();

    /**
     * @param nodes null where this one is alone
     * @param about what never changes: version, region
     */
    Sampler(
            Readings readings,
            Supplier<Map<String, UpstreamState>> upstreams,
            NodesSample nodes,
            JsonObject about,
            BooleanSupplier ready,
            Time time) {
        this.readings = readings;
        this.upstreams = upstreams;
        this.nodes = nodes;
        this.about = about;
        this.ready = ready;
        this.time = time;
        this.beganMillis = time.millis();
    }

    JsonObject sample() {
        readings.look();
        long now = time.millis();
        JsonArray each = new JsonArray();
        // A reload may have brought some and taken others.
        Map<String, UpstreamState> states = upstreams.get();
        samples.keySet().retainAll(states.keySet());
        states.forEach((name, state) -> each.add(samples.computeIfAbsent(name, n -> new UpstreamSample(n, readings))
                .of(state)));
        return new JsonObject()
                .put("t", now)
                .put(
                        "node",
                        about.copy().put("uptime_s", (now - beganMillis) / 1000).put("ready", ready.getAsBoolean()))
                .put("gauges", gauges(now))
                .put("upstreams", each)
                .put("responses", statuses())
                .put("feeds", feeds())
                .put("jobs", rounded(readings.by("state", "jobs")))
                .put("cluster", cluster());
    }

    private JsonObject gauges(long now) {
        firstToken.look(readings.buckets("time_to_first_token"));
        lag.look(readings.buckets("event_loop_lag"));
        return new JsonObject()
                .put("sse", whole("active_sse_connections"))
                .put("websocket", whole("active_websocket_connections"))
                .put("readers", whole("active_stream_readers"))
                .put("sessions", whole("active_sessions"))
                .put("tabs", whole("active_tabs"))
                .put("streams", whole("active_streams"))
                .put("queue", whole("queue_length"))
                .put("permits", whole("permits_in_use"))
                .put("permits_limit", whole("permits_limit"))
                .put("requests_s", rate("http_requests", now))
                .put("answers_s", rate("streaming_requests", now))
                .put("events_s", rate("delivered_events", now))
                .put("tokens_s", rate("tokens_used", now))
                .put("spend_usd", readings.sum("estimated_spend_usd"))
                .put("first_token_ms", millis(firstToken.quantile(0.5)))
                .put("first_token_p99_ms", millis(firstToken.quantile(0.99)))
                .put("loop_lag_ms", millis(lag.quantile(0.99)))
                .put("cpu_percent", tenths(100 * readings.sum("process.cpu.usage")))
                .put("heap_mib", Math.round(readings.sum("jvm.memory.used", "area", "heap") / MIB))
                .put("rss_mib", Math.round(readings.sum("process_resident_memory_bytes") / MIB))
                .put("log_mib", tenths(readings.sum("log_bytes") / MIB))
                .put("slow_readers", whole("slow_readers"))
                .put("gaps", whole("gaps"));
    }

    /** Requests on the main port, by the class of their status. */
    private JsonObject statuses() {
        JsonObject classes = new JsonObject();
        readings.by("status", "http_requests").forEach((status, count) -> {
            String of = status.charAt(0) + "xx";
            classes.put(of, classes.getLong(of, 0L) + Math.round(count));
        });
        return classes;
    }

    private JsonArray feeds() {
        JsonArray feeds = new JsonArray();
        readings.by("feed", "feed_subscribers")
                .forEach((feed, subscribers) -> feeds.add(new JsonObject()
                        .put("name", feed)
                        .put("subscribers", Math.round(subscribers))
                        .put("events", Math.round(readings.sum("feed_events", "feed", feed)))
                        .put("gaps", Math.round(readings.sum("feed_gaps", "feed", feed)))
                        .put("sources", rounded(readings.by("state", "feed_sources", "feed", feed)))));
        return feeds;
    }

    /** Null where this node is alone. */
    private JsonObject cluster() {
        if (nodes == null) return null;
        return new JsonObject()
                .put("redis_up", whole("redis_up") == 1)
                .put("written", whole("cluster_logs_written"))
                .put("copied", whole("cluster_logs_copied"))
                .put("ended", whole("cluster_answers_ended"))
                .put("lost", whole("cluster_answers_lost"))
                .put("nodes", nodes.at(time.nanos()));
    }

    private long whole(String name) {
        return Math.round(readings.sum(name));
    }

    private double rate(String name, long now) {
        return tenths(rates.computeIfAbsent(name, n -> new Rate()).look(readings.sum(name), now));
    }

    static JsonObject rounded(Map<String, Double> values) {
        JsonObject out = new JsonObject();
        values.forEach((key, value) -> out.put(key, Math.round(value)));
        return out;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** Null where there is nothing to tell. */
    static Double millis(double seconds) {
        return seconds < 0 ? null : tenths(seconds * 1000);
    }
}
