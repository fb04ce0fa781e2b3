package dev.sluice.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** The record as JSON, for whoever is not in this process: the counts, and the newest requests. */
final class Stats {
    private static final int NEWEST = 50;

    private Stats() {}

    static String json(TrafficRecord traffic) {
        TrafficRecord.Counts counts = traffic.counts();
        List<ServedRequest> requests = traffic.requests();
        JsonArray newest = new JsonArray();
        for (ServedRequest request : requests.subList(Math.max(0, requests.size() - NEWEST), requests.size()))
            newest.add(new JsonObject()
                    .put("id", request.id())
                    .put("model", request.model())
                    .put("tokens", request.tokens())
                    .put(
                            "ending",
                            request.running() ? null : request.ending().name().toLowerCase(Locale.ROOT))
                    .put("began_nanos", request.beganNanos())
                    .put("ended_nanos", request.running() ? null : request.endedNanos()));
        return new JsonObject()
                .put("connections", counts.connections())
                .put("connected", counts.connected())
                .put("begun", counts.begun())
                .put("running", counts.running())
                .put("ended", counts.ended())
                .put("completed", counts.completed())
                .put("refused", counts.refused())
                .put("broken", counts.broken())
                .put("aborted", counts.aborted())
                .put("max_running", counts.maxRunning())
                .put("tokens", counts.tokens())
                .put("requests", newest)
                .encode();
    }
}
