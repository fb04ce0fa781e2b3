package dev.sluice.hub;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Allowance;
import dev.sluice.admission.ChatTokens;
import dev.sluice.admission.Estimate;
import dev.sluice.admission.LazyTokenizer;
import dev.sluice.admission.Limits;
import dev.sluice.admission.RateLimits;
import dev.sluice.admission.RateState;
import dev.sluice.admission.Rates;
import dev.sluice.admission.TokenEstimate;
import dev.sluice.admission.Tokenizer;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.model.Config;
import dev.sluice.model.LimitsConfig;
import dev.sluice.model.LimitsConfig.Quota;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The limits as they are configured: whom they hold for, and what a request is going to use of them. Immutable but for the accounts
 * in {@link Limits}; any thread.
 */
public final class Quotas {
    /** Characters of a prompt that are counted exactly, which takes about 0.4 ms; the rest by proportion. */
    private static final int COUNTED = 8_000;

    private static final int MOST = 100_000_000;
    /** Of whoever is charged only so that the key that came along is. */
    private static final Rates UNBOUNDED = new Rates(MOST, MOST, Integer.MAX_VALUE);

    private final Map<Tier, Rates> tiers = new EnumMap<>(Tier.class);
    private final Map<String, Allowance> keys = new HashMap<>();
    private final Executor background;
    private final RateLimits limits;
    private final Tokenizer tokenizer;
    private final TokenEstimate estimates;

    /**
     * @param background where the tokenizer's table is loaded, if anybody has limits; not an event loop
     * @param nanos      a monotonic clock
     */
    public Quotas(Config config, Executor background, LongSupplier nanos) {
        this(config, background, tiers -> new Limits(tiers, nanos));
    }

    /** @param accounts where what is used is kept, given what a user of each tier may use */
    public Quotas(Config config, Executor background, Function<Map<Tier, Rates>, RateLimits> accounts) {
        this(config, background, accounts, null);
    }

    private Quotas(
            Config config, Executor background, Function<Map<Tier, Rates>, RateLimits> accounts, Tokenizer loaded) {
        this.background = background;
        LimitsConfig said = config.limits();
        if (said.enabled()) said.tiers().forEach((tier, quota) -> tiers.put(tier, rates(quota)));
        for (Config.ApiKey key : config.auth().apiKeys())
            if (key.limits() != null) keys.put(key.hash(), new Allowance(key.hash(), rates(key.limits())));
        Map<Tier, Rates> all = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) all.put(tier, tiers.getOrDefault(tier, UNBOUNDED));
        this.limits = accounts.apply(all);
        boolean any = !tiers.isEmpty() || !keys.isEmpty();
        // Its table takes 30 MB: not for those who limit nobody.
        if (loaded != null && loaded != Tokenizer.NONE) this.tokenizer = loaded;
        else this.tokenizer = any ? new LazyTokenizer(background) : Tokenizer.NONE;
        this.estimates = new ChatTokens(tokenizer, COUNTED, said.answerTokens());
        // The first request is to be counted like the others.
        if (any) tokenizer.count("");
    }

    /**
     * Other limits, and the same accounts as far as they are kept by rates that have not changed.
     *
     * <p>A user or key whose limits have changed begins with a full minute. What runs is settled with the account that it was charged to.
     */
    public Quotas with(Config config) {
        return new Quotas(
                config,
                background,
                tiers -> {
                    limits.tiers(tiers);
                    return limits;
                },
                tokenizer);
    }

    private static Rates rates(Quota quota) {
        return new Rates(quota.requests(), quota.tokens(), quota.concurrent());
    }

    private Allowance key(Principal who) {
        return who.key() == null ? null : keys.get(who.key());
    }

    private boolean unlimited(Principal who) {
        return !tiers.containsKey(who.tier()) && key(who) == null;
    }

    /** Charges what the request is expected to use, or says why not; null where its caller has no limits. Completes on any thread. */
    Future<Admission> reserve(Principal who, ChatRequest request) {
        if (unlimited(who)) return Future.succeededFuture();
        Promise<Admission> promise = Promise.promise();
        limits.reserve(who, key(who), estimate(request), promise::complete);
        return promise.future();
    }

    /** How the caller's limits stand now, or null where there are none. */
    public RateState state(Principal who) {
        return unlimited(who) ? null : limits.state(who, key(who));
    }

    /** Users and keys that have used something of their limits within the last minute or so. */
    public int accounts() {
        return limits.accounts();
    }

    Estimate estimate(ChatRequest request) {
        ByteSpan body = ByteSpan.of(request.body());
        return estimates.of(body.array(), body.from(), body.to(), request.maxTokens(), request.choices());
    }

    /** Counts texts, or says -1. */
    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** A guess at the tokens of an answer that came as a whole and did not tell. */
    static long guess(Buffer answer) {
        return ChatTokens.byBytes(answer.length());
    }
}
