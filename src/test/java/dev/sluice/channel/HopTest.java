package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever waits on a loop is told on that loop. */
final class HopTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Context here = vertx.getOrCreateContext();
    private final ContextInternal elsewhere = (ContextInternal) vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void whatCompletesOnAnotherLoopIsToldOnThisOne(boolean before, boolean good) throws Exception {
        Promise<String> promise = elsewhere.promise();
        CompletableFuture<Void> complete = new CompletableFuture<>();
        Runnable act = () -> elsewhere.runOnContext(v -> {
            if (good) promise.complete("x");
            else promise.fail("x");
            complete.complete(null);
        });
        if (before) {
            act.run();
            complete.get(10, TimeUnit.SECONDS);
        }
        CompletableFuture<Thread> told = new CompletableFuture<>();
        CompletableFuture<Thread> loop = new CompletableFuture<>();
        here.runOnContext(v -> {
            loop.complete(Thread.currentThread());
            Hop.back(promise.future()).onComplete(done -> {
                assertEquals(good, done.succeeded());
                assertEquals("x", good ? done.result() : done.cause().getMessage());
                told.complete(Thread.currentThread());
            });
            if (!before) act.run();
        });
        assertSame(loop.get(10, TimeUnit.SECONDS), told.get(10, TimeUnit.SECONDS));
    }

    @Test
    void awayFromAnyLoopNothingIsChanged() {
        Future<String> future = Promise.<String>promise().future();
        assertSame(future, Hop.back(future));
        assertTrue(Vertx.currentContext() == null);
    }
}
