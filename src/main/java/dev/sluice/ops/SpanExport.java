package dev.sluice.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts spans to a collector, about once a second, as OTLP/HTTP in JSON (OpenTelemetry protocol 1.x). Bounded: where the collector does not
 * keep up or is away, spans are dropped and counted, and nobody waits. Any thread.
 */
final class SpanExport {
    private static final Logger LOG = LoggerFactory.getLogger(SpanExport.class);
    private static final long EVERY_MILLIS = 1000;
    private static final int WAITING = 4096;
    private static final int BATCH = 512;
    private static final long TIMEOUT_MILLIS = 5000;

    private final Vertx vertx;
    private final WebClient client;
    private final RequestOptions target;
    private final JsonObject resource;
    private final JsonObject scope;
    private final BlockingQueue<JsonObject> waiting = new ArrayBlockingQueue<>(WAITING);
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean posting = new AtomicBoolean();
    private final AtomicBoolean away = new AtomicBoolean();
    private final long timer;

    SpanExport(Vertx vertx, URI collector, String version, String region) {
        this.vertx = vertx;
        this.client = WebClient.create(vertx, new WebClientOptions().setUserAgent("sluice"));
        this.target = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(collector.toString());
        JsonArray attributes = new JsonArray();
        Spans.add(attributes, "service.name", "sluice");
        Spans.add(attributes, "service.version", version);
        if (!region.isEmpty()) Spans.add(attributes, "cloud.region", region);
        this.resource = new JsonObject().put("attributes", attributes);
        this.scope = new JsonObject().put("name", "dev.sluice").put("version", version);
        this.timer = vertx.setPeriodic(EVERY_MILLIS, t -> post());
    }

    void add(JsonObject span) {
        if (!waiting.offer(span)) dropped.increment();
    }

    long sent() {
        return sent.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    private Future<Void> post() {
        if (waiting.isEmpty() || !posting.compareAndSet(false, true)) return Future.succeededFuture();
        List<JsonObject> batch = new ArrayList<>();
        waiting.drainTo(batch, BATCH);
        return client.request(HttpMethod.POST, target)
                .timeout(TIMEOUT_MILLIS)
                .sendJsonObject(envelope(batch))
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture("status " + answer.statusCode()))
                .onComplete(done -> {
                    posting.set(false);
                    if (done.succeeded()) sent.add(batch.size());
                    else dropped.add(batch.size());
                    told(done.cause());
                })
                .otherwiseEmpty();
    }

    /** Said when it begins and when it is over, not once a second. */
    private void told(Throwable cause) {
        if (cause != null && away.compareAndSet(false, true))
            LOG.warn("the collector of traces does not take them, so they are dropped: {}", cause.getMessage());
        else if (cause == null && away.compareAndSet(true, false)) LOG.info("the collector of traces takes them again");
    }

    private JsonObject envelope(List<JsonObject> spans) {
        JsonObject scoped = new JsonObject().put("scope", scope).put("spans", new JsonArray(new ArrayList<>(spans)));
        JsonObject ours = new JsonObject().put("resource", resource).put("scopeSpans", new JsonArray().add(scoped));
        return new JsonObject().put("resourceSpans", new JsonArray().add(ours));
    }

    /** Posts what is left, for no longer than a second, and ends. */
    Future<Void> close() {
        vertx.cancelTimer(timer);
        return post().timeout(1, TimeUnit.SECONDS).otherwiseEmpty().onComplete(v -> client.close());
    }
}
