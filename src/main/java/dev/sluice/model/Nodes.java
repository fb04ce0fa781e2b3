package dev.sluice.model;

import io.vertx.core.Future;
import java.util.Set;

/**
 * Port: the nodes that share a store. A member is one life of a node: a node that starts again is another member. Safe from any thread;
 * futures complete on the caller's context, and fail where the store could not be asked.
 */
public interface Nodes {
    /** This member. */
    String self();

    /** Whether the store can be asked, as far as is known. */
    boolean reachable();

    /** Tells a member something. Messages may get lost; they come in order, or not at all. */
    Future<Void> send(String member, String message);

    /** Says that this member lives, and asks after the others. */
    Future<Census> beat(long silentMillis);

    /**
     * Takes the duty to clear up after a silent member, for so long.
     *
     * @return false where another member has it
     */
    Future<Boolean> claim(String silent, long millis);

    /** The member is gone, and all that it left is cleared up; or it is this one, which ends in order. */
    Future<Void> leave(String member);

    /** Who hears messages, and of the store's comings and goings. To be said before {@link #start}. */
    void listen(Listener listener);

    /** Begins to hear. Once. */
    void start();

    /** Hears no more. Idempotent. */
    void close();

    /**
     * Who there is.
     *
     * @param living  heard of lately, this one included
     * @param silent  not heard of for too long
     * @param unknown whether this member was not known any more when it beat: it was given up, or the store was emptied
     */
    record Census(Set<String> living, Set<String> silent, boolean unknown) {
        public Census {
            living = Set.copyOf(living);
            silent = Set.copyOf(silent);
        }
    }

    /** Called on any thread; must not block. */
    interface Listener {
        /** Another member said this to this one. */
        void message(String message);

        /** Messages are heard again, or for the first time; those in between were lost. */
        void hearing();

        /** The store can be asked again: what was not answered may have been done or not. */
        void returned();
    }
}
