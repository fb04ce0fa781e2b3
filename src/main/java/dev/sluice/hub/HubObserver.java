package dev.sluice.hub;

import dev.sluice.model.Tier;
import dev.sluice.model.Usage;

/** Told what becomes of requests. Called on the request's loop; times in nanoseconds. */
public interface HubObserver {
    HubObserver NOOP = new HubObserver() {};

    /** @param model the model as configured, never as a caller spelled it */
    default void began(String model) {}

    /** A request took part in another's call, or got a kept answer. */
    default void shared(String model, Supply.Kind kind) {}

    /** The permit is there. */
    default void admitted(String model, long waitedNanos) {}

    /** The first content of an answer, since the request came. */
    default void firstContent(String model, long nanos) {}

    /**
     * An upstream failed before its first content, and a fallback is asked.
     *
     * @param from the upstream that failed
     * @param code of its failure
     */
    default void fellBack(String model, String from, String to, String code) {}

    /**
     * @param status {@code ok}, {@code cancelled} or a failure's code
     * @param usage  null where the provider never told
     */
    default void ended(String model, Tier tier, String status, long nanos, Usage usage, double costUsd) {}
}
