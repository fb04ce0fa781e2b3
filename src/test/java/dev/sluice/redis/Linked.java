package dev.sluice.redis;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A link to a test's Redis, with all that it tells: a node's, without the node. */
final class Linked implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int SECONDS = 20;

    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    final RedisLink link;

    Linked(RedisConfig config) {
        RedisObserver observer = new RedisObserver() {
            @Override
            public void state(boolean up, String why) {
                states.add((up ? "up: " : "away: ") + why);
            }

            @Override
            public void command(String name, long nanos, long sent, long received, boolean failed) {
                commands.add(name + " " + sent + " " + received + (failed ? " failed" : ""));
            }
        };
        link = new RedisLink(vertx, config, observer, Time.SYSTEM, new Random(1));
    }

    static Linked to(RedisServer server) throws TimeoutException {
        return new Linked(config(Mode.STANDALONE, null, server.port())).started();
    }

    /** With a patience for machines that are busy with other things. */
    static Linked patiently(RedisServer server) throws TimeoutException {
        RedisConfig c = config(Mode.STANDALONE, null, server.port());
        Duration patience = Duration.ofSeconds(10);
        return new Linked(new RedisConfig(
                        c.mode(), c.nodes(), null, false, null, null, null, 0, c.prefix(), false, patience))
                .started();
    }

    static RedisConfig config(Mode mode, String password, int... ports) {
        List<Address> nodes = java.util.Arrays.stream(ports)
                .mapToObj(p -> new Address("127.0.0.1", p))
                .toList();
        String master = mode == Mode.SENTINEL ? "house" : null;
        return new RedisConfig(mode, nodes, master, false, null, null, password, 0, "test", false, TIMEOUT);
    }

    Linked started() throws TimeoutException {
        await(link.start());
        nextState("up: ");
        return this;
    }

    /** Waits for the next change of state, which begins so; returns it. */
    String nextState(String begin) {
        String state = next(states);
        if (!state.startsWith(begin)) throw new AssertionError("expected " + begin + ", got " + state);
        return state;
    }

    static String next(BlockingQueue<String> told) {
        try {
            String next = told.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) throw new AssertionError("nothing was told within " + SECONDS + " s");
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(SECONDS, TimeUnit.SECONDS);
    }

    /** What the future fails with. */
    static Throwable failure(Future<?> future) throws TimeoutException {
        return await(future.transform(done -> done.failed()
                ? Future.succeededFuture(done.cause())
                : Future.failedFuture(new AssertionError("succeeded with " + done.result()))));
    }

    @Override
    public void close() throws TimeoutException {
        await(link.close());
        await(vertx.close());
    }
}
