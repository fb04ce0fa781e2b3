package dev.sluice.edge;

import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.Time;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An authenticator on an event loop of its own, with a clock that a test moves, called from the test's thread. */
final class Caller implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private volatile Instant now = START;
    private final Authenticator authenticator;

    Caller(Config.Auth auth) {
        authenticator = new Authenticator(vertx, auth, new Time() {
            @Override
            public long millis() {
                return now.toEpochMilli();
            }

            @Override
            public long nanos() {
                throw new AssertionError("an expiry is a date");
            }
        });
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    Principal accepted(String bearer) {
        return await(() -> authenticator.authenticate(bearer));
    }

    Failure refused(String bearer) {
        try {
            throw new AssertionError("accepted: " + accepted(bearer));
        } catch (CompletionException e) {
            if (e.getCause() instanceof FailureException f) return f.failure();
            throw e;
        }
    }

    /** All are asked in one turn of the loop. */
    List<Principal> acceptedTogether(List<String> bearers) {
        return await(() -> {
            List<Future<Principal>> all = new ArrayList<>();
            for (String bearer : bearers) all.add(authenticator.authenticate(bearer));
            return Future.all(all).map(done -> done.<Principal>list());
        });
    }

    private <T> T await(Supplier<Future<T>> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.runOnContext(v -> call.get().onComplete(result::complete, result::completeExceptionally));
        return result.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        authenticator.close();
        authenticator.close();
        vertx.close().await();
    }
}
