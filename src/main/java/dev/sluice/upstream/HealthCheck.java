package dev.sluice.upstream;

import dev.sluice.model.UpstreamPolicy.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Asks one endpoint now and then whether it is well: a GET without a key, over a connection of its own, so that it sees what a
 * newcomer would see. The next one begins when the last one is over. Belongs to the loop that made it.
 */
final class HealthCheck {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final UpstreamState upstream;
    private final Health policy;
    private final int index;
    private final RandomGenerator random;
    private final WebClient client;
    private final RequestOptions target;
    private long timer = NO_TIMER;
    private boolean closed;

    HealthCheck(Vertx vertx, UpstreamState upstream, int index, RandomGenerator random) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.policy = upstream.config().policy().health();
        this.index = index;
        this.random = random;
        URI url = upstream.sites().get(index).url();
        HttpClientOptions options = Connections.options(upstream.config(), url)
                .setKeepAlive(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setConnectTimeout(Math.toIntExact(policy.timeout().toMillis()));
        this.client = WebClient.create(vertx, new WebClientOptions(options).setFollowRedirects(false));
        this.target = new RequestOptions()
                .setHost(url.getHost())
                .setPort(Site.port(url))
                .setSsl(options.isSsl())
                .setURI(policy.path());
    }

    /** The first one comes at a random moment of the interval, so that a node's checks are spread over it. */
    void begin() {
        wait(Duration.ofNanos(random.nextLong(policy.interval().toNanos() + 1)));
    }

    Future<Void> close() {
        closed = true;
        if (timer != NO_TIMER) vertx.cancelTimer(timer);
        timer = NO_TIMER;
        client.close();
        return Future.succeededFuture();
    }

    private void wait(Duration delay) {
        timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> {
            timer = NO_TIMER;
            ask();
        });
    }

    private void ask() {
        long millis = policy.timeout().toMillis();
        client.request(HttpMethod.GET, target)
                .timeout(millis)
                .putHeader("user-agent", "sluice-check")
                .as(BodyCodec.none())
                .send()
                .timeout(millis, TimeUnit.MILLISECONDS)
                .onSuccess(
                        answer -> told(policy.expect().contains(answer.statusCode()), "status " + answer.statusCode()))
                .onFailure(cause -> told(false, words(cause)));
    }

    private void told(boolean passed, String reason) {
        if (closed) return;
        upstream.endpoints().checked(index, passed, reason);
        wait(upstream.endpoints().inDoubt(index) ? policy.fastInterval() : policy.interval());
    }

    private String words(Throwable cause) {
        if (cause instanceof TimeoutException)
            return "no answer within " + policy.timeout().toMillis() + " ms";
        return TransportFailure.connecting(cause).message();
    }
}
