package dev.sluice.model;

import io.vertx.core.Future;
import java.util.List;

/**
 * Port: the feeds that nodes share. Each is a log of numbered events under the tag of its numbering (epoch). A feed with a source has
 * one owner in the whole cluster, by a lease with a fence: whoever takes the lease gets a higher fence than all before, and what
 * comes with an older one is refused. A topic has no owner: who appends says where it believes the log to end, and is told what
 * it missed where that is not so.
 *
 * <p>Futures fail with a {@link FailureException} ({@code redis_away}) where the store did not answer: what was asked may have been done or
 * not. Safe from any thread; futures complete on the caller's context.
 */
public interface FeedStore {
    /** An owner that was not heard of for so long may be replaced. */
    long LEASE_MILLIS = 4_000;

    /** A read yields at most so many entries; so many mean that there may be more. */
    int MOST_ENTRIES = 64;

    /** What a node says of its readers, and hears of those of others. In rising order. */
    enum Interest {
        NONE,
        /** Sessions are subscribed and away: the feed keeps its place. */
        PLACE,
        /** Somebody reads. */
        READERS
    }

    /**
     * Some events in a row.
     *
     * @param first    seq of the first one; the others follow it without a hole
     * @param atMillis when they came, by the clock of the node that they came to
     */
    record Entry(long first, long atMillis, List<StreamEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }

        /** The seq of the last event in it. */
        public long last() {
            return first + events.size() - 1;
        }
    }

    /**
     * A feed as far as it was read.
     *
     * @param tail    the last seq that was given out
     * @param entries what follows the seq that was asked for, oldest first; the first one may begin at or before it
     */
    record Stored(String epoch, long tail, List<Entry> entries) {
        public Stored {
            entries = List.copyOf(entries);
        }

        /** Whether there may be more behind what was read. */
        public boolean more() {
            return entries.size() >= MOST_ENTRIES;
        }
    }

    /** How a numbering begins that the store does not know: behind {@code tail}. */
    record Beginning(String epoch, long tail) {}

    /**
     * How the lease stands.
     *
     * @param mine   whether it is this node's
     * @param fence  of whoever holds it or held it last
     * @param others the highest interest of other nodes
     * @param rested whether the last owner let go because nobody wanted the feed or kept its place; true for one claim alone
     * @param lastId the source's id of the last event that had one, or null
     */
    record Lease(boolean mine, long fence, String epoch, long tail, Interest others, boolean rested, String lastId) {}

    /** What became of a batch. */
    sealed interface Written {
        /** It is there, whole. */
        record Done() implements Written {}

        /**
         * The log ends elsewhere than the writer believed.
         *
         * @param now what follows there
         */
        record Moved(Stored now) implements Written {}

        /** The lease is not this node's any more. */
        record Lost() implements Written {}

        /** The store does not know the feed: it was emptied. */
        record Missing() implements Written {}
    }

    /**
     * What is to be appended.
     *
     * @param fence      of the lease, or 0 where the feed is a topic
     * @param tail       where the writer believes the log to end
     * @param entry      may leave numbers out behind the tail
     * @param lastId     the source's id of its last event that has one, or null for none
     * @param keepFrom   events before this seq may go
     * @param lifeMillis nothing of it is of interest longer than this
     */
    record Batch(String epoch, long fence, long tail, Entry entry, String lastId, long keepFrom, long lifeMillis) {}

    /** Called on any thread; must not block. Calls may get lost, but for {@link #hearing} behind a break. */
    interface Listener {
        /** The log ends there now. */
        void grew(long tail);

        /** The lease became free, or somebody else wants the feed. */
        void stirred();

        /** A node's readers have seen another event under this seq than the log holds: the numbering shall go on beyond. */
        void raise(long seq);

        /** From now on calls come: what was said before was not heard. */
        void hearing();
    }

    /** Whether the store can be asked, as far as is known. */
    boolean reachable();

    /**
     * What follows {@code after}.
     *
     * @param otherwise how it begins where there is none; or null, and then yields null
     */
    Future<Stored> read(StreamId feed, long after, Beginning otherwise);

    /** Appends it, whole or not at all. */
    Future<Written> append(StreamId feed, Batch batch);

    /**
     * Says what this node's readers want, for as long as a lease lasts, and holds on to the lease where it is this node's.
     *
     * @param take whether to take the lease where nobody holds it
     * @return null where the store does not know the feed
     */
    Future<Lease> claim(StreamId feed, Interest interest, boolean take);

    /**
     * This node wants nothing of the feed any more.
     *
     * @param rest see {@link Lease#rested}
     */
    Future<Void> release(StreamId feed, long fence, boolean rest);

    /** Asks the feed's owner to go on numbering beyond this seq. */
    void raise(StreamId feed, long seq);

    /** @return to be run when nobody listens any more */
    Runnable listen(StreamId feed, Listener listener);
}
