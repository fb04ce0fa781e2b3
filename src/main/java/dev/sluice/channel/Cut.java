package dev.sluice.channel;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Closes a connection whose client does not read. What Vert.x offers under the names of close and reset first waits until the socket
 * has taken what was written before, a WebSocket for its closing handshake as well, which here is for ever; hence the look inside. The
 * client sees its connection end, without an end of the response. On the connection's loop.
 */
public final class Cut {
    private Cut() {}

    /** The request may have become a WebSocket. Over HTTP/2, where others share the connection, the stream alone is reset. */
    public static void off(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
            return;
        }
        ChannelPipeline pipeline = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .pipeline();
        // From the outermost handler on, so that none of them is asked. Over TLS the client learns in this way, too,
        // that it was cut.
        pipeline.firstContext().close();
    }
}
