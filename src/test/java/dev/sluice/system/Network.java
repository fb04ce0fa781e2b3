package dev.sluice.system;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A network between a client and a node that can be cut: what was connected breaks, what comes anew is thrown out. */
final class Network implements AutoCloseable {
    private static final int SECONDS = 10;

    private final int target;
    private final NetClient client;
    private final NetServer server;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Network(Vertx vertx, int target) throws TimeoutException {
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer();
        server.connectHandler(this::join).listen(0, "127.0.0.1").await(SECONDS, TimeUnit.SECONDS);
    }

    static Network to(TestNode node) throws TimeoutException {
        return new Network(node.vertx(), node.port());
    }

    int port() {
        return server.actualPort();
    }

    void cut() {
        cut = true;
        sockets.forEach(NetSocket::close);
    }

    void mend() {
        cut = false;
    }

    private void join(NetSocket near) {
        if (cut) {
            near.close();
            return;
        }
        near.pause();
        hold(near);
        client.connect(target, "127.0.0.1").onFailure(gone -> near.close()).onSuccess(far -> {
            hold(far);
            far.pipeTo(near);
            near.pipeTo(far);
            if (cut) cut();
        });
    }

    private void hold(NetSocket socket) {
        sockets.add(socket);
        socket.closeHandler(v -> sockets.remove(socket));
        socket.exceptionHandler(broken -> socket.close());
    }

    @Override
    public void close() throws TimeoutException {
        server.close().await(SECONDS, TimeUnit.SECONDS);
        client.close().await(SECONDS, TimeUnit.SECONDS);
    }
}
