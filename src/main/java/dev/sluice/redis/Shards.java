package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The masters of a Redis Cluster, each with its slots. The map of slots is read from whichever server answers: at the start, when a
 * server redirects, while one is away, and now and then. Belongs to the link's loop.
 */
final class Shards implements Servers {
    private static final long REREAD_MILLIS = 30_000;
    private static final long AWAY_MILLIS = 500;

    private final Vertx vertx;
    private final Dialer dialer;
    private final List<Address> seeds;
    private final Function<Supplier<Future<Address>>, Peer> peers;
    private final RandomGenerator random;
    private final Runnable changed;
    private final Map<Address, Peer> known = new HashMap<>();
    private Address[] slots = new Address[HashSlot.COUNT];
    private Future<Void> reading;
    private long timer;
    private long sinceRead;
    private boolean closed;

    /** @param changed to be run when the set of servers is another one */
    Shards(
            Vertx vertx,
            Dialer dialer,
            List<Address> seeds,
            Function<Supplier<Future<Address>>, Peer> peers,
            RandomGenerator random,
            Runnable changed) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.seeds = seeds;
        this.peers = peers;
        this.random = random;
        this.changed = changed;
    }

    @Override
    public Future<Void> start() {
        timer = vertx.setPeriodic(AWAY_MILLIS, t -> {
            sinceRead += AWAY_MILLIS;
            if (!up() || sinceRead >= REREAD_MILLIS) reread();
        });
        return reread();
    }

    /** Once at a time. */
    private Future<Void> reread() {
        if (reading != null) return reading;
        sinceRead = 0;
        Set<Address> ask = new LinkedHashSet<>();
        for (Peer peer : known.values()) if (peer.up()) ask.add(peer.address());
        ask.addAll(seeds);
        Future<Void> now = ask(new ArrayList<>(ask), new ArrayList<>()).compose(this::use);
        reading = now;
        now.onComplete(done -> reading = null);
        return now;
    }

    private Future<Map<Address, List<int[]>>> ask(List<Address> left, List<String> failures) {
        if (left.isEmpty()) return Future.failedFuture(new RedisAwayException(String.join("; ", failures)));
        Address first = left.remove(0);
        return dialer.ask(first, Request.cmd(Command.CLUSTER, "SLOTS"))
                .compose(reply -> masters(first, reply))
                .recover(failure -> {
                    failures.add(RedisAwayException.words(failure));
                    return ask(left, failures);
                });
    }

    /** Each entry is the first slot, the last slot, and the master: host, port, … */
    private static Future<Map<Address, List<int[]>>> masters(Address asked, Response reply) {
        Map<Address, List<int[]>> masters = new HashMap<>();
        int covered = 0;
        for (Response range : reply) {
            String host = String.valueOf(range.get(2).get(0));
            Address at = new Address(
                    host.isEmpty() || host.equals("null") ? asked.host() : host,
                    range.get(2).get(1).toInteger());
            int[] ends = {range.get(0).toInteger(), range.get(1).toInteger()};
            masters.computeIfAbsent(at, a -> new ArrayList<>()).add(ends);
            covered += ends[1] - ends[0] + 1;
        }
        if (covered == HashSlot.COUNT) return Future.succeededFuture(masters);
        return Future.failedFuture(new RedisAwayException(
                "redis: the cluster at " + asked + " serves " + covered + " of " + HashSlot.COUNT + " slots"));
    }

    private Future<Void> use(Map<Address, List<int[]>> masters) {
        if (closed) return Future.failedFuture(new RedisAwayException("redis: this node closed its connections"));
        Address[] next = new Address[HashSlot.COUNT];
        masters.forEach((address, ranges) -> {
            for (int[] ends : ranges) for (int slot = ends[0]; slot <= ends[1]; slot++) next[slot] = address;
        });
        slots = next;
        for (Address old : List.copyOf(known.keySet()))
            if (!masters.containsKey(old)) known.remove(old).close();
        List<Future<Void>> started = new ArrayList<>();
        for (Address address : masters.keySet()) if (!known.containsKey(address)) started.add(open(address));
        changed.run();
        return Future.join(started).mapEmpty();
    }

    private Future<Void> open(Address address) {
        Peer peer = peers.apply(() -> Future.succeededFuture(address));
        known.put(address, peer);
        return peer.start();
    }

    @Override
    public boolean up() {
        return !known.isEmpty() && known.values().stream().allMatch(Peer::up);
    }

    @Override
    public Peer at(int slot) {
        if (slot != HashSlot.ANY) return slots[slot] == null ? null : known.get(slots[slot]);
        for (Peer peer : known.values()) if (peer.up()) return peer;
        return null;
    }

    @Override
    public Peer named(Address address) {
        return known.get(address);
    }

    @Override
    public Future<Void> moved() {
        return reread();
    }

    @Override
    public Future<Address> forListening() {
        List<Address> all = new ArrayList<>(known.keySet().isEmpty() ? seeds : known.keySet());
        return Future.succeededFuture(all.get(random.nextInt(all.size())));
    }

    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
        for (Peer peer : List.copyOf(known.values())) peer.close();
        known.clear();
    }
}
