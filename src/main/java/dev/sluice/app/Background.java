package dev.sluice.app;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Where what takes long is done: the threads that Vert.x keeps for it. */
final class Background implements Executor {
    private final Vertx vertx;

    Background(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void execute(Runnable work) {
        vertx.<Void>executeBlocking(
                () -> {
                    work.run();
                    return null;
                },
                false);
    }
}
