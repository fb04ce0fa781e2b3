package dev.sluice.edge;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Completion;
import dev.sluice.hub.JsonExchange;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /v1/chat/completions}: OpenAI's API, the same bytes in and out as the provider's. */
final class ChatCompletions {
    private final Edge edge;

    ChatCompletions(Edge edge) {
        this.edge = edge;
    }

    void post(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        edge.callers()
                .direct(ctx.request())
                .onSuccess(who -> {
                    OpenAiRequest request = OpenAiRequest.read(body == null ? Buffer.buffer(0) : body);
                    if (request.stream()) stream(ctx, who, request);
                    else json(ctx, who, request);
                })
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx, Principal who, OpenAiRequest request) {
        Completion completion =
                edge.parts().hub().direct(edge.lane(), who, edge.provenance().of(ctx.request()), request);
        long heartbeat = edge.parts().config().channel().heartbeat().toNanos();
        OpenAiAnswer answer = new OpenAiAnswer(ctx, completion, edge, request.includeUsage(), heartbeat);
        HttpServerResponse response = ctx.response();
        response.closeHandler(v -> answer.close());
        response.exceptionHandler(gone -> answer.close());
        answer.open();
    }

    private void json(RoutingContext ctx, Principal who, OpenAiRequest request) {
        JsonExchange exchange =
                edge.parts().hub().json(edge.lane(), who, edge.provenance().of(ctx.request()), request);
        HttpServerResponse response = ctx.response();
        response.closeHandler(v -> exchange.cancel());
        response.exceptionHandler(gone -> exchange.cancel());
        exchange.answer()
                .onSuccess(answer -> Answers.json(response, answer.status(), answer.body()))
                .onFailure(cause -> {
                    if (cause instanceof FailureException failure) Answers.answer(ctx, failure);
                    else ctx.fail(cause);
                });
    }
}
