package dev.sluice.system;

import dev.sluice.fixture.Daemon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy that cuts each connection after a random number of the server's bytes, until it has cut as often as it should; after
 * that it lets everything through.
 */
final class CuttingProxy implements AutoCloseable {
    /** What the two ends see of a cut. */
    enum Cut {
        /** Both see the end. */
        CLOSE,
        /** The client sees a reset; the server sees one, too. */
        RESET,
        /** The client sees the end; to the server the connection looks alive, since nobody reads it any more. */
        HALF_DEAD
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Random random;
    private final Cut[] kinds;
    private final int mostBytes;
    private final AtomicInteger left;
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** @param mostBytes of one connection before its cut */
    CuttingProxy(int target, Random random, int cuts, int mostBytes, Cut... kinds) throws IOException {
        this.target = target;
        this.random = random;
        this.kinds = kinds;
        this.mostBytes = mostBytes;
        this.left = new AtomicInteger(cuts);
        Daemon.start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts made so far. */
    int cuts() {
        return made.get();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            boolean cuts = left.getAndDecrement() > 0;
            long bytes = cuts ? 1 + random.nextInt(mostBytes) : Long.MAX_VALUE;
            Cut kind = kinds[random.nextInt(kinds.length)];
            Daemon.start(() -> forward(client.getInputStream(), server.getOutputStream()));
            Daemon.start(() -> {
                if (forward(server.getInputStream(), client.getOutputStream(), bytes)) cut(client, server, kind);
                else close(client, server);
            });
        }
    }

    private void cut(Socket client, Socket server, Cut kind) throws IOException {
        made.incrementAndGet();
        if (kind == Cut.RESET) {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        }
        client.close();
        if (kind != Cut.HALF_DEAD) server.close();
    }

    private static void forward(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) to.write(buffer, 0, n);
    }

    /** Whether so many bytes went through; false where the server ended it. */
    private static boolean forward(InputStream from, OutputStream to, long bytes) throws IOException {
        byte[] buffer = new byte[8192];
        while (bytes > 0) {
            int n = from.read(buffer, 0, (int) Math.min(buffer.length, bytes));
            if (n < 0) return false;
            to.write(buffer, 0, n);
            bytes -= n;
        }
        return true;
    }

    private static void close(Socket... both) throws IOException {
        for (Socket each : both) each.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : sockets) each.close();
    }
}
