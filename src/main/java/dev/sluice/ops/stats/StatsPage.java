package dev.sluice.ops.stats;

import dev.sluice.channel.ChannelObserver;
import dev.sluice.channel.Loop;
import dev.sluice.channel.SseOutlet;
import dev.sluice.channel.StreamWatch;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Config;
import dev.sluice.model.FeedName;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.Time;
import dev.sluice.ops.ManagementPage;
import dev.sluice.upstream.UpstreamState;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * {@code /stats}, a live page; {@code /stats/events}, the feed behind it, with the last minute first; {@code /stats;csv}, the newest
 * sample with HAProxy's column names. The feed is one of Sluice's own: a log, read by as many pages as like to, for whom a sample is
 * made once.
 */
public final class StatsPage implements ManagementPage {
    private static final int SAMPLE_MILLIS = 1000;
    private static final int MAX_BYTES = 16 << 20;
    private static final String EVENT = "sample";

    private final Config.Channels channels;
    private final MeterRegistry registry;
    private final Supplier<Map<String, UpstreamState>> upstreams;
    private final NodesSample nodes;
    private final JsonObject about;
    private final BooleanSupplier ready;
    private final Time time;
    private final RandomGenerator random;

    /**
     * @param registry  what is read
     * @param upstreams those that there are now; any thread
     * @param nodes     those that share the store; null where this one is alone
     * @param about     version and region
     */
    public StatsPage(
            Config.Channels channels,
            MeterRegistry registry,
            Supplier<Map<String, UpstreamState>> upstreams,
            NodesSample nodes,
            JsonObject about,
            BooleanSupplier ready,
            Time time,
            RandomGenerator random) {
        this.channels = channels;
        this.registry = registry;
        this.upstreams = upstreams;
        this.nodes = nodes;
        this.about = about;
        this.ready = ready;
        this.time = time;
        this.random = random;
    }

    @Override
    public void mount(Router router) {
        Vertx vertx = Vertx.currentContext().owner();
        Loop loop = new Loop(vertx, time);
        LogLimits limits = new LogLimits(2 * Minute.SECONDS + 2, MAX_BYTES);
        StreamLog log = new Logs(limits, 0, MAX_BYTES).openFeed(new FeedName("stats").stream(), limits);
        String epoch = Long.toString(random.nextLong(36L * 36 * 36, 36L * 36 * 36 * 36), 36);
        Sampler sampler = new Sampler(new Readings(registry), upstreams, nodes, about, ready, time);
        JsonObject[] newest = {sampler.sample()};
        append(log, newest[0]);
        vertx.setPeriodic(SAMPLE_MILLIS, t -> {
            newest[0] = sampler.sample();
            append(log, newest[0]);
        });
        router.getWithRegex("/stats;csv(;norefresh)?").setName("/stats;csv").handler(ctx -> csv(ctx, newest[0]));
        router.get("/stats/events").handler(ctx -> watch(ctx, log, epoch, loop));
        router.getWithRegex("/stats").setName("/stats").handler(ctx -> ctx.reroute("/stats/"));
        router.get("/stats/*")
                .handler(StaticHandler.create("stats").setMaxAgeSeconds(0).setAlwaysAsyncFS(true));
    }

    private static void append(StreamLog log, JsonObject sample) {
        log.append(new FeedEvent(EVENT, null, sample.encode()));
        log.forget(log.tail() - Minute.SECONDS);
    }

    private static void csv(RoutingContext ctx, JsonObject sample) {
        ctx.response().putHeader("content-type", "text/plain; charset=utf-8").putHeader("cache-control", "no-cache");
        ctx.response().end(StatsCsv.of(sample));
    }

    private void watch(RoutingContext ctx, StreamLog log, String epoch, Loop loop) {
        HttpServerResponse response = ctx.response();
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-cache, no-transform")
                .putHeader("x-accel-buffering", "no");
        // Whoever comes back gets the minute again: the page drops what it has.
        StreamWatch watch = new StreamWatch(
                log,
                epoch,
                log.first() - 1,
                new SseOutlet(ctx.request()),
                loop,
                channels,
                ChannelObserver.NOOP,
                random,
                () -> {});
        response.exceptionHandler(gone -> watch.close());
        response.closeHandler(v -> watch.close());
        watch.open();
    }
}
