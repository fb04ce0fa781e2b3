package dev.sluice.ops;

import dev.sluice.hub.Ended;
import dev.sluice.hub.HubObserver;
import dev.sluice.hub.ProviderCall;
import dev.sluice.hub.Way;
import dev.sluice.model.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/**
 * The same under the names of OpenTelemetry's semantic conventions for generative AI: {@code gen_ai.client.*} for what providers were
 * asked, {@code gen_ai.server.*} for what our callers got. Safe from any thread.
 */
final class GenAiMetrics implements HubObserver {
    private static final String OPERATION = "gen_ai_operation_name";
    private static final String PROVIDER = "gen_ai_provider_name";
    private static final String MODEL = "gen_ai_request_model";
    private static final String ERROR = "error_type";
    private static final String CHAT = "chat";

    private final Meters.Family<Timer> operations;
    private final Meters.Family<DistributionSummary> tokens;
    private final Meters.Family<Timer> requests;
    private final Meters.Family<Timer> firstToken;
    private final Meters.Family<Timer> perToken;

    GenAiMetrics(Meters meters) {
        operations = meters.timers(
                "gen_ai_client_operation_duration",
                "From a permit to the end of the provider's answer",
                Buckets.GEN_AI_DURATION,
                OPERATION,
                PROVIDER,
                MODEL,
                ERROR);
        tokens = meters.summaries(
                "gen_ai_client_token_usage",
                "Tokens of one call to a provider",
                Buckets.GEN_AI_TOKENS,
                OPERATION,
                PROVIDER,
                MODEL,
                "gen_ai_token_type");
        requests = meters.timers(
                "gen_ai_server_request_duration",
                "From a request to the end of its answer",
                Buckets.GEN_AI_DURATION,
                OPERATION,
                PROVIDER,
                MODEL,
                ERROR);
        firstToken = meters.timers(
                "gen_ai_server_time_to_first_token",
                "From a request to the first content of its answer",
                Buckets.GEN_AI_FIRST_TOKEN,
                OPERATION,
                PROVIDER,
                MODEL);
        perToken = meters.timers(
                "gen_ai_server_time_per_output_token",
                "For each token of a streamed answer after the first",
                Buckets.GEN_AI_PER_TOKEN,
                OPERATION,
                PROVIDER,
                MODEL);
    }

    /** What the conventions call the provider; empty where none was asked. */
    static String provider(Way way) {
        if (way.dialect() == null) return "";
        return way.dialect().equals("gemini") ? "gcp.gemini" : way.dialect();
    }

    @Override
    public void asked(ProviderCall call) {
        if (!call.way().asked()) return;
        String provider = provider(call.way());
        operations
                .of(CHAT, provider, call.model(), error(call.status()))
                .record(call.way().askedNanos(), TimeUnit.NANOSECONDS);
        if (call.usage() == null) return;
        tokens.of(CHAT, provider, call.model(), "input").record(call.usage().promptTokens());
        tokens.of(CHAT, provider, call.model(), "output").record(call.usage().completionTokens());
    }

    @Override
    public void ended(Ended request) {
        String provider = provider(request.way());
        String model = request.model();
        requests.of(CHAT, provider, model, error(request.status())).record(request.totalNanos(), TimeUnit.NANOSECONDS);
        long first = request.firstContentNanos();
        if (first < 0) return;
        firstToken.of(CHAT, provider, model).record(first, TimeUnit.NANOSECONDS);
        Usage usage = request.usage();
        if (usage == null || usage.completionTokens() < 2) return;
        long each = (request.totalNanos() - first) / (usage.completionTokens() - 1);
        perToken.of(CHAT, provider, model).record(each, TimeUnit.NANOSECONDS);
    }

    /** That somebody left is no error. */
    static String error(String status) {
        return status.equals("ok") || status.equals("cancelled") ? "" : status;
    }
}
