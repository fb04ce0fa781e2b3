package dev.sluice.ops;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may give commands: whoever is on this machine, where that is allowed, or shows an API key with the scope {@code admin}. Any loop.
 *
 * <p>A browser on this machine is on this machine, too, and any page may have it send a POST here. So what a page sends has to come from a
 * page of ours ({@code Origin}), and without a key it has to ask for this machine by a name that nobody else can give out
 * ({@code Host}: DNS rebinding). What a proxy on this machine passes on is not of this machine.
 */
public final class AdminGate {
    private static final Logger LOG = LoggerFactory.getLogger(AdminGate.class);
    private static final String BEARER = "Bearer ";

    private final boolean fromLoopback;
    private final Function<String, Principal> keys;

    /** @param keys who has this API key, or null; any thread */
    public AdminGate(boolean fromLoopback, Function<String, Principal> keys) {
        this.fromLoopback = fromLoopback;
        this.keys = keys;
    }

    /** Goes on, or fails with {@code missing_credential}, {@code invalid_credential}, {@code missing_right} or {@code foreign_origin}. */
    void handle(RoutingContext ctx) {
        Failure refusal = refusal(ctx.request());
        if (refusal == null) {
            ctx.next();
            return;
        }
        HttpServerRequest request = ctx.request();
        LOG.warn(
                "admin: refused {} {} from {}: {}",
                request.method(),
                request.path(),
                request.remoteAddress().hostAddress(),
                refusal.code());
        if (refusal.kind() == Kind.UNAUTHENTICATED) ctx.response().putHeader("www-authenticate", "Bearer");
        ctx.fail(refusal.exception());
    }

    /** Whether the caller may give commands: for a page that shows buttons. */
    public boolean allows(HttpServerRequest request) {
        return refusal(request) == null;
    }

    /** Null where it may. */
    private Failure refusal(HttpServerRequest request) {
        if (foreign(request))
            return Failure.of(
                    Kind.FORBIDDEN,
                    "foreign_origin",
                    "Origin: got " + InvalidValueException.show(request.getHeader(HttpHeaders.ORIGIN))
                            + ", expected that of this very page, over http: others may not give commands");
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null && fromLoopback && local(request)) return null;
        if (authorization == null)
            return Failure.of(
                    Kind.UNAUTHENTICATED,
                    "missing_credential",
                    "Authorization: got nothing, expected a bearer: an API key with the scope admin");
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        Principal who =
                bearer ? keys.apply(authorization.substring(BEARER.length()).trim()) : null;
        String expected = ", expected an API key with the scope admin";
        if (who == null)
            return Failure.of(
                    Kind.UNAUTHENTICATED,
                    "invalid_credential",
                    "Authorization: got " + (bearer ? "a bearer that is no API key" : "no bearer") + expected);
        if (who.scopes().contains("admin")) return null;
        return Failure.of(
                Kind.FORBIDDEN,
                "missing_right",
                "Authorization: got an API key with the scopes " + new TreeSet<>(who.scopes()) + expected);
    }

    private static boolean foreign(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) return false;
        HostAndPort asked = request.authority();
        return asked == null || !origin.equals("http://" + asked);
    }

    private static boolean local(HttpServerRequest request) {
        boolean passedOn = request.headers().contains("x-forwarded-for")
                || request.headers().contains("forwarded")
                || request.headers().contains("via");
        HostAndPort asked = request.authority();
        return !passedOn
                && asked != null
                && (asked.host().equals("localhost") || loopback(asked.host()))
                && loopback(request.remoteAddress().hostAddress());
    }

    /** Of an address in figures; a name is none, and is not looked up. */
    private static boolean loopback(String address) {
        if (address == null || !address.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+]?")) return false;
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
