package dev.sluice.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that knows one address, for every name, and says that it is good for a day (RFC 1035). */
final class NameServer {
    private static final int HEADER = 12;
    private static final int TYPE_A = 1;
    private static final int A_DAY = 86_400;

    final AtomicInteger asked = new AtomicInteger();
    volatile int lastByte = 1;
    private final DatagramSocket socket;

    NameServer(Vertx vertx) throws Exception {
        socket = vertx.createDatagramSocket();
        socket.handler(this::answer);
        socket.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    }

    String address() {
        return "127.0.0.1:" + socket.localAddress().port();
    }

    void close() throws Exception {
        socket.close().await(10, TimeUnit.SECONDS);
    }

    private void answer(DatagramPacket packet) {
        Buffer query = packet.data();
        int end = HEADER;
        while (query.getByte(end) != 0) end += query.getUnsignedByte(end) + 1;
        int type = query.getUnsignedShort(end + 1);
        Buffer reply = Buffer.buffer()
                .appendBuffer(query.slice(0, 2))
                .appendUnsignedShort(0x8180)
                .appendUnsignedShort(1)
                .appendUnsignedShort(type == TYPE_A ? 1 : 0)
                .appendInt(0)
                .appendBuffer(query.slice(HEADER, end + 5));
        if (type == TYPE_A) {
            asked.incrementAndGet();
            reply.appendUnsignedShort(0xc000 | HEADER)
                    .appendUnsignedShort(TYPE_A)
                    .appendUnsignedShort(1)
                    .appendInt(A_DAY)
                    .appendUnsignedShort(4)
                    .appendBytes(new byte[] {127, 0, 0, (byte) lastByte});
        }
        socket.send(reply, packet.sender().port(), packet.sender().host());
    }
}
