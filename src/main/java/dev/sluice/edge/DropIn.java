package dev.sluice.edge;

import dev.sluice.edge.face.Asking;
import dev.sluice.edge.face.Face;
import dev.sluice.hub.Asked;
import dev.sluice.hub.Completion;
import dev.sluice.hub.Supply;
import dev.sluice.model.Principal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** The drop-in API: a provider's own paths and bodies, so that its SDK works by changing the base URL. One for each face. */
final class DropIn {
    private final Edge edge;
    private final Face face;

    DropIn(Edge edge, Face face) {
        this.edge = edge;
        this.face = face;
    }

    void post(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        edge.callers()
                .direct(ctx.request())
                // Mapped, not handled: what a handler throws behind a credential that had to be fetched reaches nobody.
                .map(who -> {
                    RateLimits.announce(ctx, edge, face, who);
                    Asking asking = face.read(
                            ctx.pathParam("call"), ctx.request().headers(), body == null ? Buffer.buffer(0) : body);
                    if (asking.request().stream()) stream(ctx, who, asking);
                    else whole(ctx, who, asking);
                    return null;
                })
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx, Principal who, Asking asking) {
        Completion completion = edge.parts()
                .hub()
                .direct(
                        edge.lane(),
                        who,
                        edge.provenance().of(ctx.request()),
                        asking.request(),
                        Sharing.wish(ctx.request()));
        Sharing.tell(ctx.response(), completion.kind());
        DirectAnswer answer = new DirectAnswer(ctx, completion, edge, asking.writer());
        HttpServerResponse response = ctx.response();
        response.closeHandler(v -> answer.close());
        response.exceptionHandler(gone -> answer.close());
        answer.open();
    }

    private void whole(RoutingContext ctx, Principal who, Asking asking) {
        Asked exchange = edge.parts()
                .hub()
                .json(
                        edge.lane(),
                        who,
                        edge.provenance().of(ctx.request()),
                        asking.request(),
                        Sharing.wish(ctx.request()));
        Sharing.tell(ctx.response(), exchange.kind());
        HttpServerResponse response = ctx.response();
        response.closeHandler(v -> exchange.cancel());
        response.exceptionHandler(gone -> exchange.cancel());
        exchange.answer()
                .map(answer -> {
                    // A kept one's are of another time.
                    if (exchange.kind() != Supply.Kind.CACHED) UpstreamHeaders.tell(response, answer.headers());
                    Answers.json(
                            response, answer.status(), answer.passed() ? answer.body() : asking.whole(answer.body()));
                    return null;
                })
                .onFailure(ctx::fail);
    }
}
