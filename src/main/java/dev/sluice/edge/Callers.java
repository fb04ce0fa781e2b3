package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Tier;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Who is behind a request: a session (by cookie, or by its token as a bearer) or a principal (by credential). Belongs to its
 * verticle's loop.
 */
final class Callers {
    static final String COOKIE = "sluice_session";
    private static final String BEARER = "Bearer ";
    private static final String DEFAULT_TENANT = "default";

    private final Config config;
    private final SessionStore sessions;
    private final Supplier<Authenticator> authenticators;
    private final Predicate<Principal> revoked;
    private final boolean anonymous;

    /** Credentials that never change. */
    Callers(Config config, SessionStore sessions, Authenticator authenticator, boolean anonymous) {
        this(config, sessions, () -> authenticator, who -> false, anonymous);
    }

    /** @param revoked whether this was somebody's by a credential that is not good any more */
    Callers(
            Config config,
            SessionStore sessions,
            Supplier<Authenticator> authenticators,
            Predicate<Principal> revoked,
            boolean anonymous) {
        this.config = config;
        this.sessions = sessions;
        this.authenticators = authenticators;
        this.revoked = revoked;
        this.anonymous = anonymous;
    }

    /** The session of the request; fails with {@code unknown_session}, or {@code foreign_origin} where a cookie came from one. */
    Future<SessionState> session(HttpServerRequest request) {
        String bearer = bearer(request);
        return bearer != null ? byToken(bearer) : byCookie(request);
    }

    /** As {@link #session}, whatever bearer came along. */
    Future<SessionState> byCookie(HttpServerRequest request) {
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie == null) return noSession("no cookie " + COOKIE + " and no bearer came");
        return sameOrigin(request) ? byToken(cookie.getValue()) : foreignOrigin(request);
    }

    private static <T> Future<T> foreignOrigin(HttpServerRequest request) {
        return Future.failedFuture(Failure.of(
                        Kind.FORBIDDEN,
                        "foreign_origin",
                        "Origin: got " + InvalidValueException.show(request.getHeader(HttpHeaders.ORIGIN))
                                + ", expected this host or one of listen.cors_origins")
                .exception());
    }

    private Future<SessionState> byToken(String token) {
        try {
            return sessions.find(new SessionId(token)).compose(this::unlessRevoked);
        } catch (InvalidValueException e) {
            return noSession("it has not the shape of a session's token");
        }
    }

    /** Ends a session that was made with a credential which is not good any more. */
    Future<SessionState> unlessRevoked(SessionState state) {
        if (!revoked.test(state.principal())) return Future.succeededFuture(state);
        return sessions.end(state.id())
                .transform(ended -> noSession("the API key that it was made with is not there any more"));
    }

    private static <T> Future<T> noSession(String why) {
        return Future.failedFuture(Failure.of(
                        Kind.UNAUTHENTICATED, "unknown_session", "session: " + why + "; POST /api/v1/session makes one")
                .exception());
    }

    /** For a new session: the credential's principal, or, without one, a user that nobody else is. */
    Future<Principal> newcomer(HttpServerRequest request) {
        String bearer = bearer(request);
        if (bearer != null) return authenticators.get().authenticate(bearer);
        // Any page can make a browser post a form here, and our cookie would replace the user's session.
        if (!sameOrigin(request)) return foreignOrigin(request);
        if (anonymous)
            return Future.succeededFuture(stranger("anon-" + SessionId.random().hash()));
        return Future.failedFuture(
                Credentials.missing("Authorization: got nothing, expected a bearer: an API key or a JWT"));
    }

    /** For the drop-in API; where no credentials are configured at all, any key will do. */
    Future<Principal> direct(HttpServerRequest request) {
        if (!authenticators.get().configured()) return Future.succeededFuture(stranger("anonymous"));
        String credential = credential(request);
        if (credential != null) return authenticators.get().authenticate(credential);
        return Future.failedFuture(Credentials.missing(
                "Authorization, x-api-key, x-goog-api-key or ?key=: got nothing, expected an API key or a JWT"));
    }

    /** Where each dialect's SDK puts its key. */
    private static String credential(HttpServerRequest request) {
        String bearer = bearer(request);
        if (bearer != null) return bearer;
        String anthropic = request.getHeader("x-api-key");
        if (anthropic != null) return anthropic;
        String google = request.getHeader("x-goog-api-key");
        return google != null ? google : request.getParam("key");
    }

    /** For reading alone: a session's user, or the holder of a credential. Fails where it is neither. */
    Future<Principal> reader(HttpServerRequest request) {
        Future<Principal> bySession = session(request).map(SessionState::principal);
        String bearer = bearer(request);
        if (bearer == null || !authenticators.get().configured()) return bySession;
        return bySession.recover(notASession -> authenticators.get().authenticate(bearer));
    }

    /** @param session null where the caller showed another credential */
    record Caller(Principal who, SessionState session) {}

    /** A session's user, or, where a bearer came that is no session's, the holder of that credential. */
    Future<Caller> caller(HttpServerRequest request) {
        return session(request)
                .map(session -> new Caller(session.principal(), session))
                .recover(noSession -> bearer(request) == null
                        ? Future.failedFuture(noSession)
                        : direct(request).map(who -> new Caller(who, null)));
    }

    private static Principal stranger(String user) {
        return new Principal(user, DEFAULT_TENANT, Tier.FREE, Set.of(Principal.ANONYMOUS));
    }

    /** The bearer's token, or null. */
    static String bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) return null;
        return header.substring(BEARER.length()).trim();
    }

    /** A cookie travels with requests that a foreign page makes; Origin tells. Without one it is no browser's cross-site request. */
    private boolean sameOrigin(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || config.listen().corsOrigins().contains(origin)) return true;
        // Not the Host header: over HTTP/2 there is none.
        HostAndPort asked = request.authority();
        if (asked == null) return false;
        try {
            URI page = URI.create(origin);
            int usual = "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
            return asked.host().equalsIgnoreCase(page.getHost())
                    && (page.getPort() < 0 ? usual : page.getPort()) == (asked.port() < 0 ? usual : asked.port());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
