package dev.sluice.redis;

import dev.sluice.fixture.Daemon;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a node and Redis. On command the connections that have subscribed to anything fall silent: nothing that the server says
 * comes through any more, and neither end is told.
 */
final class MutingProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();

    private static final class Pair {
        final Socket client;
        final Socket server;
        volatile boolean subscribed;
        volatile boolean mute;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    MutingProxy(int target) throws IOException {
        Daemon.start(() -> {
            while (true) {
                Pair pair = new Pair(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), target));
                pairs.add(pair);
                Daemon.start(() -> forward(pair, pair.client.getInputStream(), pair.server.getOutputStream(), true));
                Daemon.start(() -> forward(pair, pair.server.getInputStream(), pair.client.getOutputStream(), false));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    void mute() {
        for (Pair pair : pairs) if (pair.subscribed) pair.mute = true;
    }

    private static void forward(Pair pair, InputStream from, OutputStream to, boolean asks) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            String said = new String(buffer, 0, n, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            if (asks && said.contains("subscribe")) pair.subscribed = true;
            if (asks || !pair.mute) to.write(buffer, 0, n);
        }
        pair.client.close();
        pair.server.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Pair pair : pairs) {
            pair.client.close();
            pair.server.close();
        }
    }
}
