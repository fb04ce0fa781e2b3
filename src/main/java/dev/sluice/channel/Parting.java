package dev.sluice.channel;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.TimeUnit;

/**
 * Makes a client that comes back come over another connection, and so maybe to another node, as {@code Connection: close} does in HTTP/1.1.
 * An HTTP/2 connection is taken out of use in two steps (RFC 9113, section 6.8): a GOAWAY that refuses nothing, and one with the last stream
 * that was seen, when a ping has come back, since what the client asked before it read the first is here by then. What runs on the
 * connection runs on; it closes when the last of it has ended.
 *
 * <p>To be called behind the response after which the client shall go, not before it, and it takes a moment: Java's own client, up to
 * Java 23, takes GOAWAY for the connection's end, and forgets what it has received and not yet handed on.
 */
public final class Parting {
    private static final AttributeKey<Boolean> BEGUN = AttributeKey.valueOf("sluice.parting");
    private static final int ANY_STREAM = Integer.MAX_VALUE;
    /** Less than any client is told to wait before it comes back. */
    private static final long MOMENT_MILLIS = 250;

    private static final int PING_BYTES = 8;
    /** Those that read here have limits of their own; this one only keeps a broken client from being waited for until the node ends. */
    private static final long LONGEST_HOURS = 24;

    private Parting() {}

    /** On the connection's loop. Idempotent; nothing where the connection is none of HTTP/2. */
    public static void from(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) return;
        HttpConnection connection = request.connection();
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        if (!channel.isActive() || channel.attr(BEGUN).setIfAbsent(true) != null) return;
        channel.eventLoop().schedule(() -> begin(connection, channel), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void begin(HttpConnection connection, Channel channel) {
        if (!channel.isActive()) return;
        connection.goAway(0, ANY_STREAM);
        connection
                .ping(Buffer.buffer(new byte[PING_BYTES]))
                .onSuccess(back -> connection.shutdown(LONGEST_HOURS, TimeUnit.HOURS));
    }
}
