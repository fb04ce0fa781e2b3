package dev.sluice.edge;

import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/tabs/{tab}}: pages come and go. */
final class TabResource {
    private final Edge edge;

    TabResource(Edge edge) {
        this.edge = edge;
    }

    void open(RoutingContext ctx) {
        TabId tab = new TabId(ctx.pathParam("tab"));
        edge.callers()
                .session(ctx.request())
                .compose(state -> edge.parts().sessions().openTab(state.id(), tab))
                .onSuccess(state -> Answers.json(ctx, 200, new JsonObject().put("tab", tab.value())))
                .onFailure(ctx::fail);
    }

    /** POST, since a page that goes away can only send a beacon. */
    void close(RoutingContext ctx) {
        TabId tab = new TabId(ctx.pathParam("tab"));
        Future<SessionState> closed = edge.callers()
                .session(ctx.request())
                .compose(state -> edge.parts().sessions().closeTab(state.id(), tab));
        closed.onSuccess(state -> Answers.empty(ctx)).onFailure(ctx::fail);
    }
}
