package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Address;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** The only master: a fixed address, or the one that the Sentinels name at the time. Belongs to the link's loop. */
final class OneServer implements Servers {
    private final Supplier<Future<Address>> where;
    private final Peer peer;

    OneServer(Supplier<Future<Address>> where, Function<Supplier<Future<Address>>, Peer> peers) {
        this.where = where;
        peer = peers.apply(where);
    }

    @Override
    public Future<Void> start() {
        return peer.start();
    }

    @Override
    public boolean up() {
        return peer.up();
    }

    @Override
    public Peer at(int slot) {
        return peer;
    }

    @Override
    public Peer named(Address address) {
        return peer;
    }

    @Override
    public Future<Void> moved() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Address> forListening() {
        return where.get();
    }

    @Override
    public void close() {
        peer.close();
    }
}
