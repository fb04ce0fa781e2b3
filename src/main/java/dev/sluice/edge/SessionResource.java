package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** {@code /api/v1/session}: made, found again by any number of tabs, ended; and tickets. */
final class SessionResource {
    private static final Duration TICKET_LIFE = Duration.ofSeconds(60);

    private final Edge edge;
    private final SessionStore sessions;
    private final Draining draining;

    SessionResource(Edge edge, Draining draining) {
        this.edge = edge;
        this.draining = draining;
        this.sessions = edge.parts().sessions();
    }

    void create(RoutingContext ctx) {
        existing(ctx.request()).onFailure(ctx::fail).onSuccess(state -> {
            if (state != null) {
                // The session lives on by being used, and so must what the browser holds of it.
                if (ctx.request().getCookie(Callers.COOKIE) != null)
                    setCookie(ctx, state.id().value(), ttl().toSeconds());
                answer(ctx, 200, state);
            } else if (!edge.parts().ready().getAsBoolean()) ctx.fail(draining.refusal());
            else
                edge.callers()
                        .newcomer(ctx.request())
                        .compose(sessions::create)
                        .onSuccess(made -> {
                            setCookie(ctx, made.id().value(), ttl().toSeconds());
                            answer(ctx, 201, made);
                        })
                        .onFailure(ctx::fail);
        });
    }

    /**
     * The caller's session, or null where there is none or it is another user's than the credential that came along. Fails where that
     * cannot be told for now: a new one would take the browser away from the tabs and answers that it has.
     */
    private Future<SessionState> existing(HttpServerRequest request) {
        Future<SessionState> found = edge.callers().session(request);
        if (Callers.bearer(request) != null)
            found = found.recover(failure -> away(failure) ? credential(request, failure) : sameUser(request));
        return found.recover(failure -> away(failure) ? Future.failedFuture(failure) : Future.succeededFuture());
    }

    /** Nobody can tell whether the bearer is a session's token; if it is a credential, it is not. */
    private Future<SessionState> credential(HttpServerRequest request, Throwable away) {
        return edge.callers()
                .newcomer(request)
                .transform(who -> who.succeeded() ? sameUser(request) : Future.failedFuture(away));
    }

    private static boolean away(Throwable failure) {
        return failure instanceof FailureException f && f.failure().kind() == Failure.Kind.OVERLOADED;
    }

    private Future<SessionState> sameUser(HttpServerRequest request) {
        Cookie cookie = request.getCookie(Callers.COOKIE);
        if (cookie == null) return Future.succeededFuture();
        return edge.callers()
                .newcomer(request)
                .compose(who -> edge.callers().byCookie(request).map(s -> same(s.principal(), who) ? s : null));
    }

    private static boolean same(Principal a, Principal b) {
        return a.user().equals(b.user()) && a.tenant().equals(b.tenant());
    }

    private void answer(RoutingContext ctx, int status, SessionState state) {
        JsonObject body = new JsonObject()
                .put("session", state.id().hash())
                .put("user", state.principal().user())
                .put("tenant", state.principal().tenant())
                .put("tier", state.principal().tier().wire())
                .put("expires_in", ttl().toSeconds());
        // Shown once, to whoever made it: clients without a cookie jar send it as a bearer.
        if (status == 201) body.put("token", state.id().value());
        Answers.json(ctx, status, body);
    }

    private Duration ttl() {
        return edge.parts().config().sessions().ttl();
    }

    private static void setCookie(RoutingContext ctx, String value, long seconds) {
        boolean tls =
                ctx.request().isSSL() || "https".equalsIgnoreCase(ctx.request().getHeader("x-forwarded-proto"));
        ctx.response()
                .addCookie(Cookie.cookie(Callers.COOKIE, value)
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSecure(tls)
                        .setSameSite(CookieSameSite.LAX)
                        .setMaxAge(seconds));
    }

    void end(RoutingContext ctx) {
        edge.callers()
                .session(ctx.request())
                .compose(state -> sessions.end(state.id()))
                .onSuccess(v -> {
                    setCookie(ctx, "", 0);
                    Answers.empty(ctx);
                })
                .onFailure(ctx::fail);
    }

    void ticket(RoutingContext ctx) {
        edge.callers()
                .session(ctx.request())
                .compose(state -> sessions.issueTicket(state.id(), TICKET_LIFE))
                .onSuccess(ticket -> Answers.json(
                        ctx, 201, new JsonObject().put("ticket", ticket).put("expires_in", TICKET_LIFE.toSeconds())))
                .onFailure(ctx::fail);
    }
}
