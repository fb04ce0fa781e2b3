package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes under a URL. Belongs to one event loop.
 *
 * <p>Fetched when the first token comes, again when a token names a key that is not among them, but then at most every 30 s,
 * whatever tokens strangers make up, and again in the background once an hour, so that a withdrawn key goes. One fetch at a time;
 * who comes meanwhile waits for it. While the issuer cannot be reached, the keys that are here go on to serve; a token that needs
 * another is told to try again, since it may well be right.
 */
final class IssuerKeys implements JwtKeys {
    static final Duration REFETCH = Duration.ofSeconds(30);
    static final Duration RETRY = Duration.ofSeconds(2);
    static final Duration STALE = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256");
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Vertx vertx;
    private final URI url;
    private final Time time;
    private final WebClient client;
    private List<JwtKey> keys = List.of();
    private Instant fetchedAt = Instant.EPOCH;
    private Instant notBefore = Instant.EPOCH;
    private boolean failed;
    private Future<Void> fetching;

    IssuerKeys(Vertx vertx, URI url, Time time) {
        this.vertx = vertx;
        this.url = url;
        this.time = time;
        // A redirect could lead from https to a stranger's http.
        this.client = WebClient.create(
                vertx, new WebClientOptions().setFollowRedirects(false).setConnectTimeout(TIMEOUT_MILLIS));
    }

    @Override
    public Future<List<JwtKey>> fitting(JwtHeader header) {
        if (!ALGORITHMS.contains(header.algorithm())) return Future.succeededFuture(List.of());
        List<JwtKey> known = known(header);
        boolean may = !now().isBefore(notBefore);
        if (!known.isEmpty()) {
            if (may && now().isAfter(fetchedAt.plus(STALE))) fetch();
            return Future.succeededFuture(known);
        }
        if (fetching == null && !may) return failed ? unavailable() : Future.succeededFuture(known);
        return fetch().transform(done -> {
            List<JwtKey> now = known(header);
            return failed && now.isEmpty() ? unavailable() : Future.succeededFuture(now);
        });
    }

    private List<JwtKey> known(JwtHeader header) {
        return keys.stream().filter(k -> k.fits(header)).toList();
    }

    private Future<Void> fetch() {
        if (fetching != null) return fetching;
        Future<Void> fetch = client.getAbs(url.toString())
                .timeout(TIMEOUT_MILLIS)
                .putHeader("accept", "application/jwk-set+json, application/json")
                .send()
                .map(this::read)
                .onComplete(done -> fetched(done.result(), done.cause()))
                .mapEmpty();
        fetching = fetch.isComplete() ? null : fetch;
        return fetch;
    }

    private List<JwtKey> read(HttpResponse<Buffer> response) {
        if (response.statusCode() != 200) throw new IllegalStateException("status " + response.statusCode());
        List<JwtKey> read = JwkSet.read(vertx, response.bodyAsJsonObject());
        if (read.isEmpty()) throw new IllegalStateException("no key in it for RS256 or ES256");
        return read;
    }

    private void fetched(List<JwtKey> read, Throwable cause) {
        Instant now = now();
        fetching = null;
        failed = cause != null;
        notBefore = now.plus(failed ? RETRY : REFETCH);
        if (failed) {
            LOG.warn("no keys from {}: {}", url, cause.toString());
        } else {
            keys = read;
            fetchedAt = now;
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    private static Future<List<JwtKey>> unavailable() {
        return Future.failedFuture(new FailureException(new Failure(
                Failure.Kind.OVERLOADED,
                "keys_unavailable",
                "the token cannot be verified now: its issuer's keys are out of reach",
                null,
                RETRY)));
    }

    @Override
    public void close() {
        // Whoever waits for a fetch gets what comes of it.
        if (fetching == null) client.close();
        else fetching.onComplete(done -> client.close());
    }
}
