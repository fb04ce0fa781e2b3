package dev.sluice.app;

import java.util.concurrent.CountDownLatch;

/** When the process is to stop. */
@FunctionalInterface
interface StopSignal {
    /** Blocks until then, runs the action, and returns once it is done; need not return where the process ends. */
    void await(Runnable action) throws InterruptedException;

    /** SIGTERM, SIGINT or {@code System.exit}: the action runs in a shutdown hook, and the process ends behind it. */
    static void ofProcess(Runnable action) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(action, "sluice-drain"));
        new CountDownLatch(1).await();
    }
}
