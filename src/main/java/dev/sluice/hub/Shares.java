package dev.sluice.hub;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.RequestKey;
import dev.sluice.model.AnswerStore;
import dev.sluice.model.AnswerStore.Whole;
import dev.sluice.model.Config.ShareMode;
import dev.sluice.model.Config.Sharing;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Identical requests ask a provider once: those that run at the same time share one call, and those that come later get the kept
 * answer. Decides which requests are identical, and which may share at all. Any thread.
 */
final class Shares {
    private final Sharing config;
    private final InFlight<Completion> streams = new InFlight<>();
    private final InFlight<JsonExchange> exchanges = new InFlight<>();
    private final AnswerCache cache;
    /** Null where this node is alone. */
    private AnswerStore others;

    Shares(Sharing config) {
        this.config = config;
        this.cache = new AnswerCache(config);
    }

    /** What is known together with other nodes. Before the first request comes. */
    void others(AnswerStore store) {
        others = store;
    }

    /**
     * The key of a request that may be shared, or null. A caller with less time than others would take the call away from them,
     * and one of the background would keep them waiting; what one route answers another may not; and callers of different dialects
     * don't share, as an answer may come in its caller's.
     *
     * @param route tells the request's route from others
     * @param wish the caller's own: TRUE to share in any case, FALSE to share in no case, null to go by the request
     */
    String key(ChatRequest request, Principal who, Provenance from, String route, Boolean wish) {
        if (from.timeout() != null || from.maxWait() != null || from.background()) return null;
        if (config.mode() == ShareMode.OFF || Boolean.FALSE.equals(wish) || request.choices() != 1) return null;
        boolean may = Boolean.TRUE.equals(wish) || config.mode() == ShareMode.DETERMINISTIC && request.deterministic();
        return may ? route + " " + RequestKey.of(request, scope(who)) : null;
    }

    private String scope(Principal who) {
        return switch (config.scope()) {
            case ALL -> "all";
            case TENANT -> "tenant " + who.tenant();
            case USER -> "user " + who.tenant() + "\n" + who.user();
        };
    }

    /**
     * What supplies a stream with that key: the kept answer, one that runs, or, if neither, the one that {@code maker} makes, which
     * is begun here with {@code provider}'s supply, or what other nodes have, and shared from now on. On the lane's loop.
     */
    Supply stream(Hub hub, String key, Lane lane, Supplier<Completion> maker, Function<Completion, Supply> provider) {
        CachedAnswer kept = cache.stream(key);
        if (kept != null) return new Replay(lane, kept, config.eachPays());
        InFlight.Joined<Completion> joined = streams.join(key, maker);
        Completion source = joined.entry().work();
        if (joined.first()) begin(hub, joined.entry(), key, provider);
        return new Follower(lane, new Part<>(streams, joined, config.eachPays(), Shares::end));
    }

    private void begin(Hub hub, InFlight.Entry<Completion> entry, String key, Function<Completion, Supply> provider) {
        Completion source = entry.work();
        SharedSupply wide =
                others == null ? null : new SharedSupply(hub, others, key, source, () -> provider.apply(source));
        source.beginFor(wide == null ? provider.apply(source) : wide, done -> {
            streams.over(entry);
            // One that was kept elsewhere shall not grow older here than there.
            if (done != null && source.origin() != Supply.Kind.CACHED) cache.keep(key, source.log(), done);
            if (wide != null) wide.over(done, ttl());
        });
    }

    /** Zero where nothing is kept. */
    private Duration ttl() {
        return config.cacheBytes() == 0 ? Duration.ZERO : config.cacheTtl();
    }

    /** Nobody here needs it; other nodes may. */
    private static void end(Completion nobodys) {
        nobodys.lane().context().runOnContext(v -> nobodys.interest().readerLeft());
    }

    private static void end(JsonExchange nobodys) {
        nobodys.lane().context().runOnContext(v -> nobodys.cancel());
    }

    /** Likewise for a request whose answer does not stream. */
    Asked json(String key, Lane lane, Charge charge, Sharer sharer, Supplier<JsonExchange> maker) {
        JsonAnswer kept = cache.json(key);
        if (kept != null) {
            if (config.eachPays()) charge.settle(kept);
            else charge.settle(Usage.NONE);
            sharer.ended(Supply.Kind.CACHED, "ok", kept, config.eachPays());
            return new Asked.Kept(kept);
        }
        InFlight.Joined<JsonExchange> joined = exchanges.join(key, maker);
        JsonExchange source = joined.entry().work();
        if (joined.first()) {
            source.answer().onComplete(done -> {
                exchanges.over(joined.entry());
                if (done.failed() || source.kind() == Supply.Kind.CACHED) return;
                cache.keep(key, done.result());
                if (others != null && config.cacheBytes() > 0)
                    others.keep(key, whole(done.result()), config.cacheTtl());
            });
            if (others == null) source.begin();
            else source.beginUnless(others.whole(key).map(Shares::answer));
        }
        return new SharedExchange(lane, new Part<>(exchanges, joined, config.eachPays(), Shares::end), charge, sharer);
    }

    private static Whole whole(JsonAnswer answer) {
        return new Whole(answer.status(), answer.headers().entries(), answer.body(), answer.usage(), answer.passed());
    }

    private static JsonAnswer answer(Whole kept) {
        if (kept == null) return null;
        MultiMap headers = HttpHeaders.headers();
        for (Map.Entry<String, String> header : kept.headers()) headers.add(header.getKey(), header.getValue());
        return new JsonAnswer(kept.status(), headers, kept.body(), kept.usage(), kept.passed());
    }
}
