package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Words for what the network did. None of them repeats the cause, which names internal addresses. */
final class TransportFailure {
    private TransportFailure() {}

    /** Nothing was sent yet, so the same request may go elsewhere. */
    static Failure connecting(Throwable cause) {
        if (cause instanceof ConnectTimeoutException
                || cause instanceof SslHandshakeTimeoutException
                || cause instanceof TimeoutException) return Limit.CONNECT.failure();
        if (cause instanceof UnknownHostException) return unreachable("The upstream's host name is unknown");
        if (cause instanceof SSLException) return unreachable("The upstream's TLS could not be agreed on or trusted");
        return unreachable("The upstream could not be reached");
    }

    /** The request left, so that the provider may be working on it, or have done so. */
    static Failure reading(Throwable cause) {
        return Failure.of(
                Kind.UPSTREAM, "upstream_reset", "The upstream broke the connection before its answer was complete");
    }

    private static Failure unreachable(String message) {
        return Failure.of(Kind.UPSTREAM, "upstream_unreachable", message);
    }
}
