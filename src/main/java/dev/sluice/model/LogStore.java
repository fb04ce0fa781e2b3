package dev.sluice.model;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Port: the logs that nodes share. Each has one owner, who alone appends, and says for each batch where it must end: so a batch that
 * comes twice, or from an owner that was declared dead, is refused. Futures fail where the store could not be asked or did not answer:
 * what was asked may have been done or not. Safe from any thread; futures complete on the caller's context.
 */
public interface LogStore {
    /** How far beyond the end of a dead owner's log it is sealed: further than the owner can have come without the store. */
    long JUMP = 1_000_000;

    /** A read yields at most so many batches; so many mean that there may be more. */
    int MOST_ENTRIES = 64;

    /** What became of a batch. */
    enum Written {
        DONE,
        /** The store has no such log: it was emptied, or the log is over its retention. */
        MISSING,
        /** The log has gone that far already: the batch is there, or the owner is not the owner any more. */
        REFUSED
    }

    /**
     * Where a log stands.
     *
     * @param owner null once it is sealed by another node
     * @param tail  the last seq in the store
     */
    record Standing(String owner, long tail, boolean sealed) {}

    /**
     * Some events in a row.
     *
     * @param first seq of the first one; the others follow it without a hole
     */
    record Entry(long first, List<StreamEvent> events) {
        public Entry {
            events = List.copyOf(events);
        }

        /** The seq of the last event in it. */
        public long last() {
            return first + events.size() - 1;
        }
    }

    /**
     * A log as far as it was read.
     *
     * @param base    what was said before the first entry; {@link Transcript#EMPTY} where the entries begin at 1
     * @param entries those behind the base, oldest first; the first one may begin within it
     * @param more    whether there are more to read
     */
    record Stored(StreamFacts facts, Transcript base, List<Entry> entries, boolean more) {
        public Stored {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Writes what readers need to find the log, and the log anew, with nothing but a base. Also where there was one already.
     *
     * @return false where the log is somebody else's
     */
    Future<Boolean> begin(StreamFacts facts, Transcript base);

    /** Appends. The batch must follow what is there without a hole; that it does is the owner's business. */
    Future<Written> append(StreamId stream, Entry batch);

    /** Appends a batch whose last event seals the log, which is deleted after its retention. */
    Future<Written> end(String owner, StreamId stream, Entry batch, Duration retention);

    /** Notes what was said so far, and lets go of events before {@code first}, which the base covers. */
    Future<Void> fold(StreamId stream, Transcript base, long first);

    /** Null where there is no such log. */
    Future<Standing> standing(StreamId stream);

    /** The log from its base on; null where there is none. */
    Future<Stored> open(StreamId stream);

    /** What follows {@code after}, oldest first: some of it. The first entry may begin before. */
    Future<List<Entry>> read(StreamId stream, long after);

    /** Deletes a log that came to nothing. */
    Future<Void> discard(String owner, StreamId stream);

    /** The logs that the member has begun and not sealed; some may be sealed or gone all the same. */
    Future<List<StreamId>> running(String owner);

    /**
     * Seals the log {@link #JUMP} beyond its end, if it is still that owner's and not sealed. Idempotent.
     *
     * @return whether this call did it
     */
    Future<Boolean> seal(String owner, StreamId stream, StreamEvent.Failed how, Duration retention);
}
