package dev.sluice.upstream;

import dev.sluice.model.UpstreamConfig;
import dev.sluice.model.UpstreamPolicy;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How we connect to an endpoint, and how many connections one loop may hold. */
final class Connections {
    /** Providers behind a CDN send heads of several KiB, cookies and policies included. */
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private Connections() {}

    static HttpClientOptions options(UpstreamConfig config, URI baseUrl) {
        boolean tls = "https".equalsIgnoreCase(baseUrl.getScheme());
        int connectMillis = Math.toIntExact(config.timeouts().connect().toMillis());
        int idleSeconds = seconds(config.policy().connections().idle());
        HttpClientOptions options = new HttpClientOptions()
                .setName(config.name())
                .setConnectTimeout(connectMillis)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout(idleSeconds)
                .setHttp2KeepAliveTimeout(idleSeconds)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setDecompressionSupported(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false);
        if (!tls) return options;
        if (config.policy().caCert() != null)
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(config.policy().caCert().toString()));
        return options.setSsl(true)
                .setTrustAll(false)
                .setVerifyHost(true)
                .setForceSni(true)
                .setUseAlpn(true)
                // "Offer h2, fall back to 1.1": with HTTP_1_1 here only 1.1 would be offered.
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSslHandshakeTimeout(connectMillis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    /**
     * Twice the permits, so that the pool never queues: permits are the limit, and a permit comes back a moment before its
     * connection does (a cancelled connect lives until its own timeout, an ended response until its last chunk). Both sizes are
     * equal, because the pool weighs connections by the ratio of them, and a server that falls back from h2 to 1.1 would
     * otherwise get a single connection.
     */
    static PoolOptions pool(int permits, UpstreamPolicy.Connections connections) {
        int size = Math.max(2, 2 * permits);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(size).setHttp2MaxSize(size);
        if (!connections.lifetime().isZero())
            pool.setMaxLifetime(seconds(connections.lifetime())).setMaxLifetimeUnit(TimeUnit.SECONDS);
        return pool;
    }

    /** Vert.x counts both limits in seconds, and takes 0 for none. */
    private static int seconds(Duration limit) {
        return Math.toIntExact(Math.max(1, Math.min(limit.toSeconds(), Integer.MAX_VALUE)));
    }
}
