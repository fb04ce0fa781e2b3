package dev.sluice.model;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /**
     * Says that this member lives, and how it does, and asks after the others.
     *
     * @param silentMillis after which a member that did not beat is silent
     */
    Future<Census> beat(long silentMillis, NodeReport report);

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
     * A member, as the store knows it.
     *
     * @param silent    whether it was not heard of for too long
     * @param agoMillis since its last beat, by the store's clock
     * @param report    what it said then; null where that is not to be understood
     */
    record Member(String name, boolean silent, long agoMillis, NodeReport report) {}

    /**
     * Who there is.
     *
     * @param members this one included
     * @param unknown whether this member was not known any more when it beat: it was given up, or the store was emptied
     */
    record Census(List<Member> members, boolean unknown) {
        public Census {
            members = List.copyOf(members);
        }

        /** Heard of lately, this one included. */
        public Set<String> living() {
            return names(member -> !member.silent());
        }

        /** Not heard of for too long. */
        public Set<String> silent() {
            return names(Member::silent);
        }

        private Set<String> names(Predicate<Member> which) {
            return members.stream().filter(which).map(Member::name).collect(Collectors.toUnmodifiableSet());
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
