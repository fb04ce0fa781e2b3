package dev.sluice.upstream;

import dev.sluice.model.Config.UpstreamConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** How we connect to a provider, and how many connections one loop may hold. */
final class Connections {
    /** Below the keep-alive of the usual servers (60 s and more), so that it is we who give an idle connection up. */
    private static final int KEEP_ALIVE_SECONDS = 30;
    /** Providers behind a CDN send heads of several KiB, cookies and policies included. */
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private Connections() {}

    static HttpClientOptions options(UpstreamConfig config, URI baseUrl) {
        boolean tls = "https".equalsIgnoreCase(baseUrl.getScheme());
        int connectMillis = Math.toIntExact(config.timeouts().connect().toMillis());
        HttpClientOptions options = new HttpClientOptions()
                .setName(config.name())
                .setConnectTimeout(connectMillis)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setDecompressionSupported(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false);
        if (!tls) return options;
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
    static PoolOptions pool(int permits) {
        int size = Math.max(2, 2 * permits);
        return new PoolOptions().setHttp1MaxSize(size).setHttp2MaxSize(size);
    }
}
