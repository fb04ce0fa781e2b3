package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

/**
 * One Redis server over one connection, which is held and pipelined, and made again whenever it breaks. Replies come in the order of the
 * commands; where the oldest has waited for longer than the timeout, the connection is given up, and all that waited on it fails.
 * Belongs to the link's loop.
 */
final class Peer {
    /** A cluster that is down says so for all slots; of one slot that nobody serves it says something else. */
    private static final List<String> CLOSED_FOR_NOW =
            List.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN The cluster");

    private static final List<String> REFUSED_FOR_NOW =
            List.of("OOM", "MISCONF", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "BUSY");

    private final Vertx vertx;
    private final Dialer dialer;
    private final Supplier<Future<Address>> where;
    private final List<Script> scripts;
    private final Watcher watcher;
    private final Time time;
    private final long timeoutNanos;
    private final Redial redial;
    private Dialer.Line line;
    private ArrayDeque<Long> pending = new ArrayDeque<>();
    private String why = "not connected yet";
    private long watchdog;
    private long redialTimer = -1;
    private boolean closed;

    /** Told on the link's loop. */
    interface Watcher {
        void up(Peer peer);

        void down(Peer peer, String why);
    }

    /**
     * @param where   to connect; asked anew for each attempt
     * @param scripts that the server is to know before it is used
     */
    Peer(
            Vertx vertx,
            Dialer dialer,
            Supplier<Future<Address>> where,
            List<Script> scripts,
            Watcher watcher,
            Time time,
            long timeoutNanos,
            Redial redial) {
        this.vertx = vertx;
        this.dialer = dialer;
        this.where = where;
        this.scripts = scripts;
        this.watcher = watcher;
        this.time = time;
        this.timeoutNanos = timeoutNanos;
        this.redial = redial;
    }

    /** Connects, and goes on trying. The future tells of the first attempt. */
    Future<Void> start() {
        watchdog = vertx.setPeriodic(Math.max(1, timeoutNanos / 4_000_000), t -> watch());
        return dial();
    }

    boolean up() {
        return line != null;
    }

    /** Null while it is away. */
    Address address() {
        return line == null ? null : line.address();
    }

    private Future<Void> dial() {
        return where.get()
                .compose(dialer::master)
                .onSuccess(this::use)
                .onFailure(failure -> {
                    why = RedisAwayException.words(failure);
                    if (!closed) redialTimer = vertx.setTimer(redial.next(), t -> dial());
                })
                .mapEmpty();
    }

    private void use(Dialer.Line next) {
        if (closed) {
            next.close();
            return;
        }
        redial.succeeded();
        line = next;
        pending = new ArrayDeque<>();
        next.onLost(reason -> lost(next, reason));
        // So that no script's first call is overtaken by its second while the text is on its way.
        for (Script script : scripts) send(next, Request.cmd(Command.SCRIPT, "LOAD", script.text()));
        watcher.up(this);
    }

    private void lost(Dialer.Line old, String reason) {
        if (line != old) return;
        why = "redis: lost " + old.address() + ": " + reason;
        line = null;
        old.close();
        watcher.down(this, why);
        if (!closed) redialTimer = vertx.setTimer(redial.next(), t -> dial());
    }

    private void watch() {
        Long oldest = pending.peek();
        if (line != null && oldest != null && time.nanos() - oldest > timeoutNanos)
            lost(line, "no reply within " + timeoutNanos / 1_000_000 + " ms");
    }

    /**
     * Fails with {@link RedisAwayException}, or with Redis's own words as a failure that is a {@link Response}.
     *
     * @param asking whether it is sent behind {@code ASKING}, as a slot that moves just now wants it
     */
    Future<Response> send(RedisCommand command, boolean asking) {
        Dialer.Line to = line;
        if (to == null) return Future.failedFuture(new RedisAwayException(why));
        if (pending.size() >= Dialer.MOST_PENDING)
            return Future.failedFuture(
                    new RedisAwayException("redis: " + pending.size() + " commands wait for " + to.address()));
        if (asking) send(to, Request.cmd(Command.ASKING));
        return send(to, command.request()).recover(failure -> {
            String said = String.valueOf(failure.getMessage());
            if (!(failure instanceof Response) || said.equals("CONNECTION_CLOSED"))
                return Future.failedFuture(
                        new RedisAwayException(line == to ? "redis: lost " + to.address() + ": " + said : why));
            boolean closing = begins(said, CLOSED_FOR_NOW);
            if (closing) lost(to, said);
            return Future.failedFuture(
                    closing || begins(said, REFUSED_FOR_NOW)
                            ? new RedisAwayException("redis: " + to.address() + ": " + said)
                            : failure);
        });
    }

    private Future<Response> send(Dialer.Line to, Request request) {
        ArrayDeque<Long> queue = pending;
        queue.add(time.nanos());
        return to.connection().send(request).onComplete(reply -> queue.poll());
    }

    private static boolean begins(String said, List<String> codes) {
        return codes.stream().anyMatch(said::startsWith);
    }

    /** Idempotent. */
    void close() {
        if (closed) return;
        closed = true;
        vertx.cancelTimer(watchdog);
        vertx.cancelTimer(redialTimer);
        if (line != null) lost(line, "this node closed it");
    }
}
