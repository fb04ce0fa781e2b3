package dev.sluice.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Breaks a connection as a crashed process or an impatient firewall would. With {@code SO_LINGER} 0, closing a socket sends
 * RST instead of FIN (socket(7)); Vert.x has no public way to set it on an accepted connection, hence the look inside. On
 * HTTP/2, where the connection is shared with others, the stream alone is reset.
 */
final class TcpReset {
    private static final long HTTP2_INTERNAL_ERROR = 0x2;

    private TcpReset() {}

    static void reset(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP2_INTERNAL_ERROR);
            return;
        }
        Channel channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Closes in the ordinary way, with FIN, whatever the response promised. */
    static void close(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) request.response().reset(HTTP2_INTERNAL_ERROR);
        else request.connection().close();
    }
}
