package dev.sluice.hub;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Estimate;
import dev.sluice.admission.Reservation;
import dev.sluice.dialect.ChatRequest;
import dev.sluice.model.Principal;
import dev.sluice.model.Usage;
import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.Future;
import java.util.Locale;

/**
 * What one request costs its caller: reserved when it was admitted, settled once, when it has ended in whatever way. Belongs to the
 * request, and with it to its lane.
 */
final class Charge {
    /** What hosted models write, give or take a factor of two. */
    private static final int TOKENS_A_SECOND = 50;

    private final Hub hub;
    private final Principal who;
    private final PlannedRoute route;
    private final ChatRequest request;
    /** Null where the caller has no limits. */
    private final Reservation reservation;

    private boolean settled;

    private Charge(Hub hub, Principal who, PlannedRoute route, ChatRequest request, Reservation reservation) {
        this.hub = hub;
        this.who = who;
        this.route = route;
        this.request = request;
        this.reservation = reservation;
    }

    /**
     * Takes what the request is expected to use from its caller's limits; completes on the lane's loop, at once where no other node
     * has to be asked. Fails with RATE_LIMITED, or TOO_LARGE for ever.
     */
    static Future<Charge> reserve(Hub hub, Lane lane, Principal who, PlannedRoute route, ChatRequest request) {
        return lane.here(hub.quotas().reserve(who, request)).map(admission -> {
            if (admission instanceof Admission.Refusal refusal) {
                hub.observer().limited(who.tier(), refusal.limit().name().toLowerCase(Locale.ROOT));
                throw refusal.failure().exception();
            }
            return new Charge(hub, who, route, request, (Reservation) admission);
        });
    }

    /**
     * Idempotent: the first call counts.
     *
     * @param used what its caller pays for; {@link Usage#NONE} for nothing
     */
    void settle(Usage used) {
        if (settled) return;
        settled = true;
        if (reservation != null) reservation.settle(used.totalTokens());
        hub.ledger().add(who, route.model(), used, route.cost(used));
    }

    /** An answer came as a whole. */
    void settle(JsonAnswer answer) {
        settle(usage(answer));
    }

    private Usage usage(JsonAnswer answer) {
        if (answer.usage() != null) return answer.usage();
        return new Usage(prompt(hub.quotas(), request).promptTokens(), Quotas.guess(answer.body()), 0, 0);
    }

    /**
     * Of a whole answer whose caller is gone: the prompt, and what is usually written in so much time, up to what was expected. The truth
     * would have come with the answer; providers bill what they wrote until they noticed, and some the whole.
     *
     * @param nanos since the provider was asked
     */
    static Usage unseen(Quotas quotas, ChatRequest request, long nanos) {
        Estimate expected = quotas.estimate(request);
        long written = (long) (nanos / 1e9 * TOKENS_A_SECOND);
        return new Usage(expected.prompt(), Math.min(written, expected.answer()), 0, 0);
    }

    static Usage prompt(Quotas quotas, ChatRequest request) {
        return new Usage(quotas.estimate(request).prompt(), 0, 0, 0);
    }
}
