package dev.sluice.edge;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Asked;
import dev.sluice.hub.Completion;
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
                // Mapped, not handled: what a handler throws behind a credential that had to be fetched reaches nobody.
                .map(who -> {
                    OpenAiRequest request = OpenAiRequest.read(body == null ? Buffer.buffer(0) : body);
                    if (request.stream()) stream(ctx, who, request);
                    else json(ctx, who, request);
                    return null;
                })
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx, Principal who, OpenAiRequest request) {
        Completion completion = edge.parts().hub().direct(edge.lane(), who, request, Sharing.wish(ctx.request()));
        Sharing.tell(ctx.response(), completion.kind());
        OpenAiAnswer answer = new OpenAiAnswer(ctx, completion, edge, request.includeUsage());
        HttpServerResponse response = ctx.response();
        response.closeHandler(v -> answer.close());
        response.exceptionHandler(gone -> answer.close());
        answer.open();
    }

    private void json(RoutingContext ctx, Principal who, OpenAiRequest request) {
        Asked exchange = edge.parts().hub().json(edge.lane(), who, request, Sharing.wish(ctx.request()));
        Sharing.tell(ctx.response(), exchange.kind());
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
