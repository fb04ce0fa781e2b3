package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.model.Failure;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class TransportFailureTest {
    private static String code(Throwable cause) {
        Failure failure = TransportFailure.connecting(cause);
        assertFalse(failure.message().contains("10.0.0.7"), failure.message());
        return failure.code();
    }

    @Test
    void tellsATimeoutFromARefusal() {
        assertEquals("upstream_connect_timeout", code(new ConnectTimeoutException("10.0.0.7")));
        assertEquals("upstream_connect_timeout", code(new SslHandshakeTimeoutException("10.0.0.7")));
        assertEquals("upstream_connect_timeout", code(new TimeoutException("10.0.0.7")));
        assertEquals("upstream_unreachable", code(new ConnectException("10.0.0.7")));
    }

    @Test
    void namesWhatIsWrongWithoutNamingTheHost() {
        assertEquals("upstream_unreachable", code(new UnknownHostException("10.0.0.7")));
        assertEquals("upstream_unreachable", code(new SSLHandshakeException("10.0.0.7")));
    }
}
