package dev.sluice.edge;

import dev.sluice.edge.face.Asking;
import dev.sluice.edge.face.Face;
import dev.sluice.hub.Supply;
import dev.sluice.model.Principal;
import io.vertx.core.Future;
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
                // Composed, not handled: what a handler throws behind a credential that had to be fetched reaches
                // nobody.
                .compose(who -> {
                    RateLimits.announce(ctx, edge, face, who);
                    Asking asking = face.read(
                            ctx.pathParam("call"), ctx.request().headers(), body == null ? Buffer.buffer(0) : body);
                    return asking.request().stream() ? stream(ctx, who, asking) : whole(ctx, who, asking);
                })
                .onFailure(ctx::fail);
    }

    private Future<Void> stream(RoutingContext ctx, Principal who, Asking asking) {
        return edge.parts()
                .hub()
                .direct(
                        edge.lane(),
                        who,
                        edge.provenance().of(ctx.request()),
                        asking.request(),
                        Sharing.wish(ctx.request()))
                .map(completion -> {
                    DirectAnswer answer = new DirectAnswer(ctx, completion, edge, asking.writer());
                    untilGone(ctx.response(), answer::close);
                    answer.open();
                    return null;
                });
    }

    private Future<Void> whole(RoutingContext ctx, Principal who, Asking asking) {
        return edge.parts()
                .hub()
                .json(
                        edge.lane(),
                        who,
                        edge.provenance().of(ctx.request()),
                        asking.request(),
                        Sharing.wish(ctx.request()))
                .compose(exchange -> {
                    untilGone(ctx.response(), exchange::cancel);
                    return exchange.answer()
                            .onComplete(done -> Sharing.tell(ctx.response(), exchange.kind()))
                            .map(answer -> {
                                // A kept one's are of another time.
                                if (exchange.kind() != Supply.Kind.CACHED)
                                    UpstreamHeaders.tell(ctx.response(), answer.headers());
                                Answers.json(
                                        ctx.response(),
                                        answer.status(),
                                        answer.passed() ? answer.body() : asking.whole(answer.body()));
                                return null;
                            });
                });
    }

    /** Its caller may have left while another node was asked for the limits. */
    private static void untilGone(HttpServerResponse response, Runnable gone) {
        response.closeHandler(v -> gone.run());
        response.exceptionHandler(broken -> gone.run());
        if (response.closed()) gone.run();
    }
}
