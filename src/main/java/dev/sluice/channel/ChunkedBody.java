package dev.sluice.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;

/**
 * The body of a response that comes in many small pieces. Over HTTP/1.1 each piece is one buffer and one write: its chunk's size (RFC
 * 9112, section 7.1) is put in front of it here, and it passes Netty's encoder by, which would make three buffers of it. What Vert.x does
 * for each write, a promise and a turn through its queue among it, is left out likewise: that is half of what a small event costs
 * beside the kernel. Head and end are Vert.x' own; over HTTP/2 and to HTTP/1.0 clients so is all.
 *
 * <p>Belongs to the response's loop. Relies on the server's strict thread mode: without it, Vert.x keeps a queue of its own in front of a
 * full socket, and what is written here would overtake it.
 *
 * <pre>{@code
 * Buffer piece = body.begin(512);     // room for the chunk's size is in it already
 * piece.appendString("data: hello\n\n");
 * body.write(piece);
 * }</pre>
 */
public final class ChunkedBody {
    /** Bytes at the front of each piece: eight hexadecimal digits, CR, LF. */
    private static final byte[] ROOM = new byte[10];

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private ChannelHandlerContext encoder;

    public ChunkedBody(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /**
     * A new piece to append to.
     *
     * @param bytes about as many as it will have
     */
    public static Buffer begin(int bytes) {
        return Buffer.buffer(bytes + ROOM.length + 2).appendBytes(ROOM);
    }

    /** How many bytes were appended to a piece. */
    public static int length(Buffer piece) {
        return piece.length() - ROOM.length;
    }

    /** Sends a piece; an empty one, and one that comes when the response is over, is left out. The piece is spent. */
    public void write(Buffer piece) {
        int length = length(piece);
        if (length == 0 || response.closed() || response.ended()) return;
        if (encoder == null) {
            // With the head in one write.
            response.write(plain(piece));
            if (request.version() == HttpVersion.HTTP_1_1 && response.isChunked()) encoder = encoder();
            return;
        }
        ByteBuf bytes = ((BufferInternal) piece.appendByte((byte) '\r').appendByte((byte) '\n')).getByteBuf();
        int at = ROOM.length;
        bytes.setByte(--at, '\n');
        bytes.setByte(--at, '\r');
        for (int left = length; left != 0; left >>>= 4) bytes.setByte(--at, DIGITS[left & 15]);
        encoder.writeAndFlush(bytes.readerIndex(at), encoder.voidPromise());
    }

    /** What was appended to a piece. */
    public static Buffer plain(Buffer piece) {
        return piece.slice(ROOM.length, piece.length());
    }

    private ChannelHandlerContext encoder() {
        return ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .pipeline()
                .context(HttpResponseEncoder.class);
    }
}
