package dev.sluice.upstream;

import dev.sluice.model.Config.UpstreamConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;

public final class Upstream {
    /** @param baseUrl where the provider is (the configuration's, or the built-in simulator's) */
    public Upstream(Vertx vertx, UpstreamConfig config, URI baseUrl, UpstreamObserver observer) {
        throw new UnsupportedOperationException();
    }

    /** Opens a stream. The handler is never called before this returns. */
    public StreamCall stream(UpstreamRequest request, StreamHandler handler) {
        throw new UnsupportedOperationException();
    }

    /** Sends a request that does not stream. */
    public JsonCall json(UpstreamRequest request) {
        throw new UnsupportedOperationException();
    }

    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
