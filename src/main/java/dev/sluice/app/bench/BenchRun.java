package dev.sluice.app.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.function.LongSupplier;

/**
 * One run: so many requests, so many at a time. The first goes alone; where it fails, the others are not sent. Belongs to the loop that it
 * was begun on.
 */
final class BenchRun {
    private final Vertx vertx;
    private final HttpClient client;
    private final BenchPlan plan;
    private final LongSupplier nanos;
    private final Tally tally = new Tally();
    private final Promise<Tally> promise = Promise.promise();
    private int sent;
    private int ended;

    /** @param nanos a monotonic clock */
    BenchRun(Vertx vertx, HttpClient client, BenchPlan plan, LongSupplier nanos) {
        this.vertx = vertx;
        this.client = client;
        this.plan = plan;
        this.nanos = nanos;
    }

    /** Fails with an {@link IllegalStateException}, whose message is for people, where the first request fails. */
    Future<Tally> begin() {
        sent++;
        new BenchCall(vertx, plan, nanos).send(client).onSuccess(first -> {
            tally.add(first);
            ended++;
            if (first.failure() != null) promise.fail(new IllegalStateException(first.failure()));
            else if (ended == plan.requests()) promise.complete(tally);
            else for (int i = 0; i < plan.concurrency(); i++) next();
        });
        return promise.future();
    }

    /** How it stands. */
    Tally tally() {
        return tally;
    }

    private void next() {
        if (sent == plan.requests()) return;
        sent++;
        new BenchCall(vertx, plan, nanos).send(client).onSuccess(result -> {
            tally.add(result);
            ended++;
            if (ended == plan.requests()) promise.complete(tally);
            // In a later turn: one that fails at once would otherwise recurse.
            else vertx.runOnContext(v -> next());
        });
    }
}
