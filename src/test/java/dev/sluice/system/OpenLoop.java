package dev.sluice.system;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/**
 * Requests that are sent at their time, whatever became of those before them: callers in the world don't wait for each other either.
 * Each answer's time counts from when its request was due, so that a client that comes too late does not flatter the server.
 */
final class OpenLoop implements AutoCloseable {
    private static final int TICK_MILLIS = 2;
    private static final int CONNECTIONS = 4_000;

    /** @param key the caller's, or null */
    record Ask(String key, String path, JsonObject body) {}

    /**
     * What became of one request.
     *
     * @param status 0 where no answer came
     * @param millis from when it was due to the last byte
     */
    record Outcome(Ask ask, long dueNanos, int status, String body, double millis) {
        boolean complete() {
            boolean whole = !Boolean.TRUE.equals(ask.body.getBoolean("stream")) || body.endsWith("data: [DONE]\n\n");
            return status == 200 && whole;
        }
    }

    private final Vertx vertx;
    private final HttpClient client;
    private final int port;
    private volatile boolean closed;

    OpenLoop(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** Sends what is due at once, on one loop, and collects what comes; done when the last answer is here. */
    final class Run {
        final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        final CompletableFuture<List<Outcome>> done = new CompletableFuture<>();
        private final long began = System.nanoTime();
        private final long count;
        private final LongFunction<Ask> asks;
        private final LongFunction<Long> dueNanos;
        private long sent;
        private double lastSentSeconds;

        private Run(long count, LongFunction<Long> dueNanos, LongFunction<Ask> asks) {
            this.count = count;
            this.dueNanos = dueNanos;
            this.asks = asks;
        }

        private void tick() {
            long now = System.nanoTime() - began;
            while (!closed && sent < count && dueNanos.apply(sent) <= now) {
                send(asks.apply(sent), began + dueNanos.apply(sent));
                sent++;
                lastSentSeconds = now / 1e9;
            }
        }

        private void told(Outcome outcome) {
            outcomes.add(outcome);
            if (outcomes.size() == count) done.complete(List.copyOf(outcomes));
        }

        private void send(Ask ask, long due) {
            RequestOptions to = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI(ask.path)
                    .putHeader("content-type", "application/json");
            if (ask.key != null) to.putHeader("authorization", "Bearer " + ask.key);
            client.request(to)
                    .compose(request -> request.send(ask.body.toBuffer()))
                    .compose(response -> read(ask, due, response))
                    .onComplete(this::told, cause -> told(new Outcome(ask, due, 0, String.valueOf(cause), since(due))));
        }

        private Future<Outcome> read(Ask ask, long due, HttpClientResponse response) {
            return response.body()
                    .map(body -> new Outcome(ask, due, response.statusCode(), body.toString(), since(due)));
        }

        private static double since(long nanos) {
            return (System.nanoTime() - nanos) / 1e6;
        }

        /** Requests a second, as they really left. */
        double rate() {
            return sent / lastSentSeconds;
        }
    }

    /** @param asks what to ask, by number */
    Run run(double aSecond, double seconds, LongFunction<Ask> asks) {
        return run((long) (aSecond * seconds), i -> (long) (i * 1e9 / aSecond), asks);
    }

    /** @param dueNanos from the beginning, by number, ascending */
    Run run(long count, LongFunction<Long> dueNanos, LongFunction<Ask> asks) {
        Run run = new Run(count, dueNanos, asks);
        vertx.getOrCreateContext().runOnContext(v -> {
            long timer = vertx.setPeriodic(TICK_MILLIS, t -> run.tick());
            run.done.whenComplete((all, failed) -> vertx.cancelTimer(timer));
        });
        return run;
    }

    /** Sends nothing more. */
    @Override
    public void close() throws TimeoutException {
        closed = true;
        client.close().await(10, TimeUnit.SECONDS);
    }
}
