package dev.sluice.app.bench;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * A run's outcome, for people and for programs.
 *
 * @param wallNanos of the whole run
 */
record BenchReport(BenchPlan plan, Tally tally, long wallNanos) {
    private static final double NANOS = 1e9;

    JsonObject json() {
        JsonObject failures = new JsonObject();
        tally.failures.forEach(failures::put);
        JsonObject json = new JsonObject()
                .put("url", plan.chat())
                .put("model", plan.model())
                .put("stream", plan.stream())
                .put("concurrency", plan.concurrency())
                .put("seconds", wallNanos / NANOS)
                .put("total", tally.total())
                .put("successful", tally.successful())
                .put("failed", tally.failed())
                .put("failures", failures)
                .put("latency_ms", times(tally.latency))
                .put("requests_per_second", tally.total() / (wallNanos / NANOS))
                .put("prompt_tokens", tally.promptTokens())
                .put("completion_tokens", tally.answerTokens())
                .put("tokens_per_second", tally.answerTokens() / (wallNanos / NANOS));
        if (tally.firstToken.size() > 0) json.put("time_to_first_token_ms", times(tally.firstToken));
        if (tally.costUsd() >= 0) json.put("cost_usd", tally.costUsd());
        return json;
    }

    private static JsonObject times(Samples samples) {
        return new JsonObject()
                .put("mean", samples.mean())
                .put("p50", samples.percentile(50))
                .put("p95", samples.percentile(95))
                .put("p99", samples.percentile(99))
                .put("max", samples.percentile(100));
    }

    String text() {
        StringBuilder out = new StringBuilder();
        line(out, "requests", "%d, %d at a time, in %.2f s", tally.total(), plan.concurrency(), wallNanos / NANOS);
        line(out, "successful", "%d", tally.successful());
        line(out, "failed", "%d", tally.failed());
        tally.failures.forEach((reason, count) -> line(out, "", "%d: %s", count, reason));
        times(out, "latency", tally.latency);
        if (tally.firstToken.size() > 0) times(out, "first token", tally.firstToken);
        line(out, "throughput", "%.1f requests/s, %.1f tokens/s", rate(tally.total()), rate(tally.answerTokens()));
        line(out, "tokens", "%d of prompts, %d of answers", tally.promptTokens(), tally.answerTokens());
        if (tally.costUsd() >= 0) line(out, "cost", "%.6f USD", tally.costUsd());
        else line(out, "cost", "not told; --price knows it");
        return out.toString();
    }

    private double rate(long count) {
        return count / (wallNanos / NANOS);
    }

    private static void times(StringBuilder out, String name, Samples s) {
        line(
                out,
                name,
                "mean %.1f ms, p50 %.1f, p95 %.1f, p99 %.1f, max %.1f",
                s.mean(),
                s.percentile(50),
                s.percentile(95),
                s.percentile(99),
                s.percentile(100));
    }

    private static void line(StringBuilder out, String name, String format, Object... values) {
        out.append(String.format(Locale.ROOT, "%-12s", name))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
