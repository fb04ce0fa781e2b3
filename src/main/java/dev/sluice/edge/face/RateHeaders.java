package dev.sluice.edge.face;

import dev.sluice.admission.RateState;
import dev.sluice.admission.RateState.Rate;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How a caller's limits stand, in the headers that each provider's SDK knows. */
final class RateHeaders {
    private static final int MILLION = 1_000_000;

    private RateHeaders() {}

    /** OpenAI's, "Rate limits in headers" of its guide: resets are durations as Go writes them. */
    static void openAi(RateState state, MultiMap head) {
        openAi("requests", state.requests(), head);
        openAi("tokens", state.tokens(), head);
    }

    private static void openAi(String what, Rate rate, MultiMap head) {
        head.set("x-ratelimit-limit-" + what, Long.toString(rate.limit()));
        head.set("x-ratelimit-remaining-" + what, Long.toString(rate.remaining()));
        head.set("x-ratelimit-reset-" + what, goDuration(rate.reset()));
    }

    /** Anthropic's, "Response headers" of its API's rate limits: resets are moments as RFC 3339 writes them. */
    static void anthropic(RateState state, Instant now, MultiMap head) {
        anthropic("requests", state.requests(), now, head);
        anthropic("tokens", state.tokens(), now, head);
    }

    private static void anthropic(String what, Rate rate, Instant now, MultiMap head) {
        String prefix = "anthropic-ratelimit-" + what;
        head.set(prefix + "-limit", Long.toString(rate.limit()));
        head.set(prefix + "-remaining", Long.toString(rate.remaining()));
        // Rounded up: who comes back at that moment finds it true.
        Instant reset = now.plus(rate.reset()).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        head.set(prefix + "-reset", reset.toString());
    }

    /** {@code 12ms}, {@code 1.5s}, {@code 6m0s}, {@code 1h0m0s}; rounded up to a millisecond. */
    static String goDuration(Duration d) {
        long millis = d.plusNanos(MILLION - 1).toMillis();
        if (millis == 0) return "0s";
        if (millis < 1000) return millis + "ms";
        long minutes = millis / 60_000;
        StringBuilder out = new StringBuilder();
        if (minutes >= 60) out.append(minutes / 60).append('h');
        if (minutes > 0) out.append(minutes % 60).append('m');
        out.append(millis % 60_000 / 1000);
        if (millis % 1000 != 0) {
            String fraction = Long.toString(1000 + millis % 1000).substring(1);
            out.append('.').append(fraction.replaceAll("0+$", ""));
        }
        return out.append('s').toString();
    }
}
