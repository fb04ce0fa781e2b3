package dev.sluice.app;

/** What the process is told from outside while a node runs. */
@FunctionalInterface
interface ProcessSignals {
    /** What to do about it. Called on the thread that waits. */
    interface Orders {
        /** Takes the configuration anew; must not block for long. */
        default void reload() {}

        /** Drains, and returns once that is done. */
        void stop();

        /** Has the action run, once, where the process is asked to end in another way than by a signal. Any thread. */
        default void whenAsked(Runnable stop) {}
    }

    /** From now on what comes is kept for {@link #await}: a signal while a node starts must not end the process. Idempotent. */
    default void listen() {}

    /** Blocks until the process is told to stop and has done so. */
    void await(Orders orders) throws InterruptedException;
}
