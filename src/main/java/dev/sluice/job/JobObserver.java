package dev.sluice.job;

/** Told what becomes of jobs on this node. Any thread; times in nanoseconds. */
public interface JobObserver {
    /** Wants to know of nothing. */
    JobObserver NOOP = new JobObserver() {};

    /**
     * An attempt ended on this node.
     *
     * @param outcome {@code completed}, {@code retried}, {@code dead}, {@code postponed} or {@code lost}
     */
    default void attempted(String outcome, long nanos) {}

    /**
     * A job began for the first time.
     *
     * @param millis since it might have
     */
    default void waited(int priority, long millis) {}

    /** The store could not be asked. */
    default void storeFailed(String what, Throwable cause) {}
}
