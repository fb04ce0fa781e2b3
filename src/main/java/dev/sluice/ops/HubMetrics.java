package dev.sluice.ops;

import dev.sluice.hub.Ended;
import dev.sluice.hub.HubObserver;
import dev.sluice.hub.ProviderCall;
import dev.sluice.hub.Supply;
import dev.sluice.model.Tier;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;

/** What becomes of requests for answers, as meters. Safe from any thread. */
final class HubMetrics implements HubObserver {
    private final Meters meters;
    private final Meters.Family<Counter> requests;
    private final Meters.Family<Timer> latency;
    private final Meters.Family<Timer> firstToken;
    private final Meters.Family<Timer> upstreamFirstToken;
    private final Meters.Family<Timer> gaps;
    private final Meters.Family<Counter> tokens;
    private final Meters.Family<Counter> shared;
    private final Meters.Family<Counter> fallbacks;
    private final Meters.Family<Counter> limited;
    private final Meters.Family<Timer> queueWait;
    private final Meters.Family<Counter> sheds;
    private final Map<String, DoubleAdder> spend = new ConcurrentHashMap<>();

    HubMetrics(Meters meters) {
        this.meters = meters;
        requests = meters.counters("streaming_requests", "Answers that ended", "model", "status");
        latency =
                meters.timers("streaming_latency", "From a request to the end of its answer", Buckets.LATENCY, "model");
        firstToken =
                meters.timers("time_to_first_token", "From a request to the first content", Buckets.LATENCY, "model");
        upstreamFirstToken = meters.timers(
                "upstream_time_to_first_token",
                "From a permit to the provider's first content",
                Buckets.LATENCY,
                "model",
                "upstream");
        gaps = meters.timers("event_gap", "Between two pieces of content of an answer", Buckets.BRIEF, "model");
        tokens = meters.counters(
                "tokens_used", "Tokens of prompts and answers, as providers told", "model", "user_tier");
        shared = meters.counters("shared_requests", "Requests that no provider was asked for", "model", "kind");
        fallbacks = meters.counters(
                "fallbacks", "Upstreams that failed, and the next was asked", "model", "from", "to", "code");
        limited = meters.counters(
                "limited_requests", "Requests refused by a limit of their caller", "user_tier", "limit");
        queueWait = meters.timers(
                "queue_wait", "How long requests that got a permit had waited", Buckets.WAIT, "upstream", "user_tier");
        sheds = meters.counters("shed_requests", "Requests that got no permit", "upstream", "user_tier", "reason");
    }

    @Override
    public void shared(String model, Supply.Kind kind) {
        shared.of(model, kind.name().toLowerCase(Locale.ROOT)).increment();
    }

    @Override
    public void limited(Tier tier, String limit) {
        limited.of(tier.wire(), limit).increment();
    }

    @Override
    public void admitted(String upstream, Tier tier, long waitedNanos) {
        queueWait.of(upstream, tier.wire()).record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void shed(String upstream, Tier tier, String code) {
        sheds.of(upstream, tier.wire(), code).increment();
    }

    @Override
    public void provided(String model, String upstream, long nanos) {
        upstreamFirstToken.of(model, upstream).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gap(String model, long nanos) {
        gaps.of(model).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void firstContent(String model, long nanos) {
        firstToken.of(model).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void fellBack(String model, String from, String to, String code) {
        fallbacks.of(model, from, to, code).increment();
    }

    @Override
    public void asked(ProviderCall call) {
        if (call.usage() != null)
            tokens.of(call.model(), call.tier().wire()).increment(call.usage().totalTokens());
        if (call.costUsd() > 0)
            spend.computeIfAbsent(call.model(), this::spendOf).add(call.costUsd());
    }

    /** A gauge, though it only grows: a counter's name would have to end in _total. */
    private DoubleAdder spendOf(String model) {
        DoubleAdder usd = new DoubleAdder();
        String help = "US dollars since the node started, by the price table";
        meters.gauge("estimated_spend_usd", help, usd::sum, "model", model);
        return usd;
    }

    @Override
    public void ended(Ended request) {
        requests.of(request.model(), request.status()).increment();
        latency.of(request.model()).record(request.totalNanos(), TimeUnit.NANOSECONDS);
    }
}
