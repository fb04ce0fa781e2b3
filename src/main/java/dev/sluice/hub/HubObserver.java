package dev.sluice.hub;

import dev.sluice.model.Tier;
import java.util.List;

/**
 * Told what becomes of requests. Called on the request's loop; times in nanoseconds. A {@code model} is one as configured, never as a
 * caller spelled it.
 */
public interface HubObserver {
    /** Wants to know of nothing. */
    HubObserver NOOP = new HubObserver() {};

    /** A request was taken. */
    default void began(String model) {}

    /** A request took part in another's call, or got a kept answer. */
    default void shared(String model, Supply.Kind kind) {}

    /**
     * A caller was over a limit of its own.
     *
     * @param limit {@code requests}, {@code tokens} or {@code concurrent}
     */
    default void limited(Tier tier, String limit) {}

    /** The permit is there. */
    default void admitted(String upstream, Tier tier, long waitedNanos) {}

    /**
     * No permit.
     *
     * @param code {@code queue_full}, {@code queue_too_long} or {@code queue_timeout}
     */
    default void shed(String upstream, Tier tier, String code) {}

    /** The first content that a provider sent for an answer, since the permit was there. */
    default void provided(String model, String upstream, long nanos) {}

    /**
     * Another piece of content came from the provider.
     *
     * @param nanos since the one before
     */
    default void gap(String model, long nanos) {}

    /** The first content of an answer, since the request came. */
    default void firstContent(String model, long nanos) {}

    /**
     * An upstream failed before its first content, and a fallback is asked.
     *
     * @param from the upstream that failed
     * @param code of its failure
     */
    default void fellBack(String model, String from, String to, String code) {}

    /** Providers are done with one answer. Comes before {@link #ended} of those who share it. */
    default void asked(ProviderCall call) {}

    /** A request has ended. Once for each, those that shared another's call included. */
    default void ended(Ended request) {}

    /** Tells each of them, in order. */
    static HubObserver all(List<HubObserver> observers) {
        return new HubObservers(observers);
    }
}
