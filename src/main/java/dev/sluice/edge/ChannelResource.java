package dev.sluice.edge;

import dev.sluice.channel.Bye;
import dev.sluice.channel.Connection;
import dev.sluice.channel.Outlet;
import dev.sluice.channel.SseOutlet;
import dev.sluice.channel.WebSocketOutlet;
import dev.sluice.model.Cursor;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /api/v1/channel}: a session's one downstream, as SSE or, upgraded, as a WebSocket.
 *
 * <p>An EventSource is never answered with an error status: it would give up for good. It gets 200 and a {@code bye}.
 */
final class ChannelResource {
    static final String SUBPROTOCOL = "sluice.v1";
    private static final String EVENTS = "text/event-stream";

    private final Edge edge;

    ChannelResource(Edge edge) {
        this.edge = edge;
    }

    void get(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        String cursor = cursor(ctx);
        if (Cursor.STOP.equals(cursor)) {
            Answers.empty(ctx);
            return;
        }
        String tabParam = ctx.queryParams().get("tab");
        TabId tab = tabParam == null ? null : new TabId(tabParam);
        boolean websocket = "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
        request.pause();
        Future<SessionState> caller = caller(ctx)
                .compose(state -> tabIsOpen(state, tab))
                .compose(state ->
                        edge.parts().channels().gather(state, tab, cursor).map(state));
        caller.onComplete(known -> {
            request.resume();
            if (known.failed()) refuse(ctx, known.cause());
            else if (!edge.parts().ready().getAsBoolean()) turnAway(ctx, "draining");
            else if (websocket) upgrade(ctx, known.result(), tab, cursor);
            else stream(request, known.result(), tab, cursor);
        });
    }

    /** The header wins: a reconnecting EventSource repeats its first URL with the header added. */
    private static String cursor(RoutingContext ctx) {
        String header = ctx.request().getHeader("last-event-id");
        return header != null ? header : ctx.queryParams().get("cursor");
    }

    private Future<SessionState> caller(RoutingContext ctx) {
        String ticket = ctx.queryParams().get("ticket");
        if (ticket == null) return edge.callers().session(ctx.request());
        return edge.parts().sessions().redeemTicket(ticket).compose(edge.callers()::unlessRevoked);
    }

    private static Future<SessionState> tabIsOpen(SessionState state, TabId tab) {
        if (tab == null || state.tabs().contains(tab)) return Future.succeededFuture(state);
        String message = "tab: got \"" + tab + "\", expected an open one; PUT /api/v1/tabs/" + tab + " opens it";
        return Future.failedFuture(
                new Failure(Failure.Kind.NOT_FOUND, "unknown_tab", message, "tab", null).exception());
    }

    private void stream(HttpServerRequest request, SessionState state, TabId tab, String cursor) {
        HttpServerResponse response = request.response();
        head(request);
        Connection connection = open(state, tab, cursor, new SseOutlet(request));
        response.exceptionHandler(gone -> connection.close("client"));
        response.closeHandler(v -> connection.close("client"));
    }

    private void upgrade(RoutingContext ctx, SessionState state, TabId tab, String cursor) {
        Provenance from = edge.provenance().ofSocket(ctx.request());
        ctx.request()
                .toWebSocket()
                .onSuccess(socket -> {
                    edge.reception().upgraded(ctx);
                    Connection connection = open(state, tab, cursor, new WebSocketOutlet(ctx.request(), socket));
                    new WebSocketCommands(edge, connection, state.id(), from).serve(socket);
                })
                .onFailure(ctx::fail);
    }

    private Connection open(SessionState state, TabId tab, String cursor, Outlet outlet) {
        return edge.parts().channels().open(state, tab, cursor, outlet, edge.loop());
    }

    /**
     * The head of every event stream: proxies must neither cache nor buffer nor compress it. The connection ends with it: a reader that
     * is sent away would come back over the same one, and so to the same node.
     */
    static void head(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() != HttpVersion.HTTP_2) response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        response.setChunked(true)
                .putHeader("content-type", EVENTS)
                .putHeader("cache-control", "no-cache, no-transform")
                .putHeader("x-accel-buffering", "no");
    }

    static boolean acceptsEvents(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(EVENTS);
    }

    private void refuse(RoutingContext ctx, Throwable cause) {
        boolean unauthorized = cause instanceof FailureException f
                && (f.failure().kind() == Failure.Kind.UNAUTHENTICATED
                        || f.failure().kind() == Failure.Kind.FORBIDDEN);
        boolean later = cause instanceof FailureException f && f.failure().kind() == Failure.Kind.OVERLOADED;
        if (unauthorized && acceptsEvents(ctx.request())) turnAway(ctx, "unauthorized");
        else if (later && acceptsEvents(ctx.request())) turnAway(ctx, "overloaded");
        else ctx.fail(cause);
    }

    private void turnAway(RoutingContext ctx, String reason) {
        if (!acceptsEvents(ctx.request())) {
            ctx.fail(Failure.of(Failure.Kind.OVERLOADED, reason, "this node takes no new channels now")
                    .exception());
            return;
        }
        boolean reconnect = !"unauthorized".equals(reason);
        head(ctx.request());
        Bye.turnAway(
                new SseOutlet(ctx.request()),
                reason,
                reconnect,
                edge.parts().channels().retryMillis());
    }
}
