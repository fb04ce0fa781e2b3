package dev.sluice.app.bench;

import dev.sluice.sse.SseParser;
import dev.sluice.sse.SseTooLargeException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One request, from its departure to the end of its answer. Belongs to its run's loop; owns its timer. */
final class BenchCall {
    private static final int MAX_EVENT = 4 << 20;
    private static final int SHOWN = 200;

    private final Vertx vertx;
    private final BenchPlan plan;
    private final LongSupplier nanos;
    private final Promise<BenchResult> promise = Promise.promise();
    private final AnswerReading answer = new AnswerReading();
    private long began;
    private long first = -1;
    private long timer;
    private HttpClientRequest sent;
    private double headCost = -1;

    BenchCall(Vertx vertx, BenchPlan plan, LongSupplier nanos) {
        this.vertx = vertx;
        this.plan = plan;
        this.nanos = nanos;
    }

    /** Never fails: a failure is a result. */
    Future<BenchResult> send(HttpClient client) {
        began = nanos.getAsLong();
        timer = vertx.setTimer(plan.timeout().toMillis(), t -> {
            over("no whole answer within " + plan.timeout().toMillis() + " ms");
            if (sent != null) sent.reset();
        });
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(plan.chat());
        options.putHeader("content-type", "application/json");
        if (plan.key() != null) options.putHeader("authorization", "Bearer " + plan.key());
        client.request(options)
                .compose(request -> {
                    sent = request;
                    return request.send(plan.body().toBuffer());
                })
                .onSuccess(this::answered)
                .onFailure(broken -> over(reason(broken)));
        return promise.future();
    }

    private void answered(HttpClientResponse response) {
        String cost = response.getHeader("x-sluice-cost-usd");
        if (cost != null && cost.matches("[0-9.eE+-]{1,20}")) headCost = Double.parseDouble(cost);
        String type = String.valueOf(response.getHeader("content-type")).toLowerCase(Locale.ROOT);
        response.exceptionHandler(broken -> over(reason(broken)));
        if (response.statusCode() == 200 && type.startsWith("text/event-stream")) stream(response);
        else
            response.body()
                    .onSuccess(body -> whole(response.statusCode(), type, body))
                    .onFailure(e -> over(reason(e)));
    }

    private void stream(HttpClientResponse response) {
        SseParser parser = new SseParser(MAX_EVENT, event -> {
            if (answer.event(event)) first = nanos.getAsLong() - began;
        });
        response.handler(bytes -> {
            try {
                if (!promise.future().isComplete()) parser.feed(bytes);
            } catch (SseTooLargeException e) {
                over("an event of more than 4 MiB");
            }
        });
        response.endHandler(v -> over(answer.failure()));
    }

    private void whole(int status, String type, Buffer body) {
        if (status != 200) {
            over("status " + status + said(body));
            return;
        }
        if (type.startsWith("application/json")) answer.whole(body);
        over(type.startsWith("application/json") ? answer.failure() : "not an answer in OpenAI's dialect");
    }

    /** What an OpenAI-like error says of itself, or nothing. */
    private static String said(Buffer body) {
        try {
            if (body.toJsonObject().getValue("error") instanceof JsonObject error)
                return " (" + AnswerReading.code(error) + ")";
        } catch (DecodeException | ClassCastException e) {
            // no error of that dialect
        }
        return "";
    }

    private static String reason(Throwable broken) {
        String text = broken.getMessage() != null ? broken.getMessage() : broken.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /** Idempotent: the first call counts. */
    private void over(String failure) {
        vertx.cancelTimer(timer);
        long took = nanos.getAsLong() - began;
        double told = headCost >= 0 ? headCost : answer.costUsd();
        if (failure != null) promise.tryComplete(BenchResult.failed(failure, took));
        else
            promise.tryComplete(new BenchResult(
                    null,
                    took,
                    first,
                    answer.promptTokens(),
                    answer.answerTokens(),
                    plan.cost(answer.promptTokens(), answer.answerTokens(), told)));
    }
}
