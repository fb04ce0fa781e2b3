package dev.sluice.ops;

import dev.sluice.hub.Ended;
import dev.sluice.hub.HubObserver;
import dev.sluice.model.Time;
import dev.sluice.model.Trace;
import dev.sluice.model.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finished requests as OpenTelemetry spans in OTLP's JSON form: one for the request, and below it one for what a provider was asked,
 * with the attributes of the semantic conventions for generative AI. Any thread.
 */
final class Spans implements HubObserver {
    private static final int SERVER = 2;
    private static final int CLIENT = 3;
    private static final int STATUS_ERROR = 2;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Time time;
    private final Consumer<JsonObject> told;

    Spans(Time time, Consumer<JsonObject> told) {
        this.time = time;
        this.told = told;
    }

    @Override
    public void ended(Ended request) {
        Trace trace = request.from().trace();
        if (trace == null || !trace.sampled()) return;
        long end = time.millis() * NANOS_PER_MILLI;
        JsonArray server = attributes(request);
        add(server, "sluice.request_id", request.from().requestId());
        add(server, "sluice.source", request.kind().name().toLowerCase(Locale.ROOT));
        add(server, "sluice.queue_ms", request.way().queueNanos() / (double) NANOS_PER_MILLI);
        if (request.stream() != null)
            add(server, "sluice.stream", request.stream().value());
        told.accept(
                span(trace, trace.server(), trace.parent(), SERVER, request, end - request.totalNanos(), end, server));
        if (!request.way().asked()) return;
        JsonArray client = attributes(request);
        add(client, "server.address", request.way().call().endpoint());
        add(client, "sluice.attempts", (long) request.way().call().attempts());
        long since = end - request.way().askedNanos();
        told.accept(span(trace, trace.client(), trace.server(), CLIENT, request, since, end, client));
    }

    private JsonArray attributes(Ended request) {
        JsonArray all = new JsonArray();
        add(all, "gen_ai.operation.name", "chat");
        if (request.way().asked()) add(all, "gen_ai.provider.name", GenAiMetrics.provider(request.way()));
        add(all, "gen_ai.request.model", request.model());
        Usage usage = request.usage();
        if (usage != null) {
            add(all, "gen_ai.usage.input_tokens", usage.promptTokens());
            add(all, "gen_ai.usage.output_tokens", usage.completionTokens());
        }
        String error = GenAiMetrics.error(request.status());
        if (!error.isEmpty()) add(all, "error.type", error);
        return all;
    }

    private static JsonObject span(
            Trace trace, String id, String parent, int kind, Ended request, long from, long to, JsonArray attributes) {
        boolean failed = !GenAiMetrics.error(request.status()).isEmpty();
        JsonObject span = new JsonObject()
                .put("traceId", trace.traceId())
                .put("spanId", id)
                .put("name", (kind == SERVER ? "answer " : "chat ") + request.model())
                .put("kind", kind)
                .put("startTimeUnixNano", Long.toString(from))
                .put("endTimeUnixNano", Long.toString(to))
                .put("attributes", attributes)
                .put("status", failed ? new JsonObject().put("code", STATUS_ERROR) : new JsonObject());
        if (parent != null) span.put("parentSpanId", parent);
        if (request.from().tracestate() != null)
            span.put("traceState", request.from().tracestate());
        return span;
    }

    static void add(JsonArray attributes, String key, Object value) {
        if (value == null) return;
        JsonObject typed = new JsonObject();
        // 64-bit numbers are strings in the JSON form of protocol buffers.
        if (value instanceof Long whole) typed.put("intValue", Long.toString(whole));
        else if (value instanceof Double number) typed.put("doubleValue", number);
        else typed.put("stringValue", value.toString());
        attributes.add(new JsonObject().put("key", key).put("value", typed));
    }
}
