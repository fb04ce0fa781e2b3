package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.upstream.StreamHandler;

/**
 * Where one answer's events come from: a provider, another answer that is running, or the cache. Belongs to the answer's lane.
 */
public interface Supply {
    /** Begins. The handler is called on the lane's loop, never before this returns, in {@link StreamHandler}'s order. */
    void begin(StreamHandler handler);

    /** The place in the queue: 1 is next; 0 when not waiting. */
    default int position() {
        return 0;
    }

    /** When it is likely to start, in milliseconds, or -1. */
    default long etaMillis() {
        return -1;
    }

    /** Whether a provider has been asked for it, and has not said no: then it bills. */
    default boolean asked() {
        return true;
    }

    /**
     * Whether its reader is charged for it. Said once, when the answer has ended.
     *
     * @param served whether the reader had it to its end, good or bad; false where it left before
     */
    default boolean pays(boolean served) {
        return true;
    }

    /** Asks for no more for now; what is on its way still comes. A supply that others share goes on. */
    default void pause() {}

    /** Asks for more again. */
    default void resume() {}

    /** Lets go of everything, once: the handler hears nothing more. Idempotent. */
    void close(Outcome outcome);

    /** Whether it asks a provider itself, and so tells what became of that. */
    default boolean calls() {
        return false;
    }

    /** What it takes to get it from a provider, so far; NONE where that is somebody else's. */
    default Way way() {
        return Way.NONE;
    }

    /** What the provider was or was not asked for this answer. */
    enum Kind {
        /** Its own call. */
        OWN,
        /** Another request's call that was running already. */
        COALESCED,
        /** No call. */
        CACHED
    }

    /** As far as is known: for sure once its first event came. */
    Kind kind();
}
