package dev.sluice.redis;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.Time;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * This node's way to Redis: one connection (one for each master of a cluster), held, pipelined, and made again whenever it breaks. While
 * it is broken, and where Redis does not answer in time, commands fail with {@link RedisAwayException}; none waits for ever, none is
 * sent again by itself.
 *
 * <p>Safe from any thread: a command hops to the link's event loop, its reply to the caller's context. A crossing for
 * {@link #up}. Commands of one caller reach one server in the order in which they were sent.
 *
 * <pre>{@code
 * RedisLink link = new RedisLink(vertx, config, observer, time, random).prepare(APPEND);
 * link.start()                                   // fails where the first attempt did, and goes on trying
 * link.eval(APPEND, List.of(key), "…")           // one round trip
 * }</pre>
 */
public final class RedisLink {
    private static final int MOST_REDIRECTS = 5;

    private final Vertx vertx;
    private final Context loop;
    private final RedisConfig config;
    private final RedisKeys keys;
    private final RedisObserver observer;
    private final Time time;
    private final RandomGenerator random;
    private final Dialer dialer;
    private final Servers servers;
    private final List<Script> scripts = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean told;
    private boolean closed;
    private volatile boolean up;

    /** Who wants to know whether Redis can be used. Called on the link's loop, once for each change. */
    public interface Listener {
        /** It can, for the first time or again: what was put off may be written now. */
        void up();

        /** It cannot. */
        default void away() {}
    }

    /** Works on the context it is made on, or, away from any, on an event loop of its own. */
    public RedisLink(Vertx vertx, RedisConfig config, RedisObserver observer, Time time, RandomGenerator random) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.config = config;
        this.keys = new RedisKeys(config.prefix());
        this.observer = observer;
        this.time = time;
        this.random = random;
        this.dialer = new Dialer(vertx, config);
        this.servers = switch (config.mode()) {
            case STANDALONE ->
                new OneServer(() -> Future.succeededFuture(config.nodes().get(0)), this::peer);
            case SENTINEL -> new OneServer(dialer::askSentinels, this::peer);
            case CLUSTER ->
                new Shards(
                        vertx,
                        dialer,
                        config.nodes(),
                        this::peer,
                        random,
                        () -> changed("the cluster's servers changed"));
        };
    }

    private Peer peer(Supplier<Future<RedisConfig.Address>> where) {
        Peer.Watcher watcher = new Peer.Watcher() {
            @Override
            public void up(Peer peer) {
                changed("connected to " + peer.address());
            }

            @Override
            public void down(Peer peer, String why) {
                changed(why);
            }
        };
        return new Peer(
                vertx, dialer, where, scripts, watcher, time, config.timeout().toNanos(), new Redial(random));
    }

    private void changed(String why) {
        boolean now = !closed && servers.up();
        if (now == up || closed) return;
        told = true;
        up = now;
        observer.state(now, why);
        for (Listener each : listeners) {
            if (now) each.up();
            else each.away();
        }
    }

    /** Scripts that every server is told of when it is connected to. To be called before the start. */
    public RedisLink prepare(Script... more) {
        scripts.addAll(List.of(more));
        return this;
    }

    /** To be called before the start. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Connects, and goes on trying until it is closed. The future tells of the first attempt, in words for the operator. */
    public Future<Void> start() {
        return onLoop(() -> servers.start().onFailure(e -> {
            if (told) return;
            told = true;
            observer.state(false, RedisAwayException.words(e));
        }));
    }

    /** Whether Redis can be used, as far as is known: of a cluster, all of it. */
    public boolean up() {
        return up;
    }

    /** How keys are called here. Any thread. */
    public RedisKeys keys() {
        return keys;
    }

    /**
     * Sends a command. Fails with {@link RedisAwayException} or {@link RedisReplyException}.
     *
     * @return its reply, null for Redis's nil
     */
    public Future<Response> send(RedisCommand command) {
        return onLoop(() -> observed(command, null));
    }

    /**
     * Runs a script where its keys are. Fails like {@link #send}.
     *
     * @param on        the keys that it uses, at least one, all with one hash tag
     * @param arguments texts, numbers and {@link Buffer}s
     */
    public Future<Response> eval(Script script, List<String> on, Object... arguments) {
        RedisCommand known = RedisCommand.script(script, false, on, arguments);
        return onLoop(() -> observed(known, () -> RedisCommand.script(script, true, on, arguments)));
    }

    /**
     * Messages of one channel come to all listeners in one order, whoever sent them: a cluster passes on what one of its servers was
     * given in the order in which that one got it, so that a channel has one server, as a key has.
     *
     * @param channel as {@link RedisKeys#channel} names it
     */
    public Future<Void> publish(String channel, Buffer message) {
        return send(RedisCommand.of(Command.PUBLISH, channel).arg(channel).arg(message))
                .mapEmpty();
    }

    private Future<Response> observed(RedisCommand command, Supplier<RedisCommand> withText) {
        long began = time.nanos();
        Future<Response> reply = withText == null
                ? send(command, servers.at(command.slot()), false, MOST_REDIRECTS)
                : send(command, servers.at(command.slot()), false, MOST_REDIRECTS)
                        .recover(failure -> {
                            if (!(failure instanceof Response) || !("" + failure.getMessage()).startsWith("NOSCRIPT"))
                                return Future.failedFuture(failure);
                            RedisCommand again = withText.get();
                            return send(again, servers.at(again.slot()), false, MOST_REDIRECTS);
                        });
        return reply.transform(done -> {
            observer.command(
                    command.name(),
                    time.nanos() - began,
                    command.bytes(),
                    done.succeeded() ? ReplyBytes.of(done.result()) : 0,
                    done.failed());
            if (done.succeeded()) return Future.succeededFuture(done.result());
            boolean said = done.cause() instanceof Response;
            return Future.failedFuture(
                    said
                            ? new RedisReplyException(
                                    "redis: " + command, done.cause().getMessage())
                            : done.cause());
        });
    }

    private Future<Response> send(RedisCommand command, Peer to, boolean asking, int redirects) {
        if (to == null) return Future.failedFuture(new RedisAwayException("redis: not connected yet"));
        return to.send(command, asking).recover(failure -> {
            Redirect redirect = failure instanceof Response && redirects > 0
                    ? Redirect.of("" + failure.getMessage(), to.address())
                    : null;
            if (redirect == null) return Future.failedFuture(failure);
            Peer named = servers.named(redirect.to());
            if (named != null && named.up()) {
                if (!redirect.ask()) servers.moved();
                return send(command, named, redirect.ask(), redirects - 1);
            }
            return servers.moved()
                    .compose(v -> send(
                            command,
                            redirect.ask() ? servers.named(redirect.to()) : servers.at(command.slot()),
                            redirect.ask(),
                            redirects - 1));
        });
    }

    /** Closes its connections; what waits for a reply fails. Idempotent. */
    public Future<Void> close() {
        return onLoop(() -> {
            closed = true;
            up = false;
            servers.close();
            return Future.succeededFuture();
        });
    }

    Context loop() {
        return loop;
    }

    Vertx vertx() {
        return vertx;
    }

    /** A connection to hear messages on. On the link's loop only. */
    Future<Dialer.Line> listener() {
        return servers.forListening().compose(dialer::master);
    }

    Redial redial() {
        return new Redial(random);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        Context caller = Vertx.currentContext();
        loop.runOnContext(v -> action.get().onComplete(done -> {
            if (caller == null || caller == loop) promise.handle(done);
            else caller.runOnContext(back -> promise.handle(done));
        }));
        return promise.future();
    }
}
