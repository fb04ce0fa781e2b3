package dev.sluice.ops.stats;

import dev.sluice.upstream.UpstreamState;
import dev.sluice.upstream.endpoint.EndpointPast;
import dev.sluice.upstream.endpoint.EndpointView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** One upstream's part of the sample: its permits, line, calls, latencies and endpoints. Belongs to the sampler. */
final class UpstreamSample {
    private final String name;
    private final Readings readings;
    private final Minute firstToken = new Minute();
    private final Minute connect = new Minute();
    private final Minute wait = new Minute();

    UpstreamSample(String name, Readings readings) {
        this.name = name;
        this.readings = readings;
    }

    JsonObject of(UpstreamState state) {
        Map<String, Double> codes = readings.by("code", "upstream_calls", "upstream", name);
        long ok = Math.round(codes.getOrDefault("ok", 0.0));
        long left = Math.round(codes.getOrDefault("cancelled", 0.0));
        long all = Math.round(codes.values().stream().mapToDouble(d -> d).sum());
        JsonArray endpoints = new JsonArray();
        for (EndpointView view : state.endpoints().views()) endpoints.add(endpoint(view));
        firstToken.look(readings.buckets("upstream_time_to_first_token", "upstream", name));
        connect.look(readings.buckets("upstream_connect", "upstream", name));
        wait.look(readings.buckets("queue_wait", "upstream", name));
        return new JsonObject()
                .put("name", name)
                .put(
                        "permits",
                        new JsonObject().put("in_use", whole("permits_in_use")).put("limit", whole("permits_limit")))
                .put("queue", Sampler.rounded(readings.by("user_tier", "queue_length", "upstream", name)))
                .put("sheds", whole("shed_requests"))
                .put("calls", new JsonObject().put("ok", ok).put("left", left).put("failed", all - ok - left))
                .put("codes", Sampler.rounded(codes))
                .put("first_token_ms", quantiles(firstToken))
                .put("connect_ms", quantiles(connect))
                .put("wait_ms", quantiles(wait))
                .put("keys_set_aside", whole("upstream_keys_set_aside"))
                .put("endpoints", endpoints);
    }

    private JsonObject endpoint(EndpointView view) {
        EndpointPast past = view.past();
        String[] tags = {"upstream", name, "endpoint", view.name()};
        return new JsonObject()
                .put("name", view.name())
                .put("state", view.state().wire())
                .put("since_s", past.stateSeconds())
                .put("reason", past.reason())
                .put("weight", view.weight())
                .put("backup", view.backup())
                .put("in_flight", view.inFlight())
                .put("calls", past.calls())
                .put("failures", past.failures())
                .put("last_failure", past.lastFailure())
                .put("checks_failed", past.checksFailed())
                .put("retries", Math.round(readings.sum("upstream_retries", tags)))
                .put("outages", past.outages())
                .put("outage_s", past.outageSeconds());
    }

    private long whole(String meter) {
        return Math.round(readings.sum(meter, "upstream", name));
    }

    private static JsonObject quantiles(Minute minute) {
        return new JsonObject()
                .put("p50", Sampler.millis(minute.quantile(0.5)))
                .put("p95", Sampler.millis(minute.quantile(0.95)))
                .put("p99", Sampler.millis(minute.quantile(0.99)));
    }
}
