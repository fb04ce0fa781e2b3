package dev.sluice.model;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Port: what nodes know together of answers that may be shared, each under a key that tells identical requests: the kept answer, and
 * which stream it is being told by now. What is broken there counts as absent. Futures fail where the store could not be asked or did not
 * answer. Safe from any thread; futures complete on the caller's context.
 */
public interface AnswerStore {
    /** For so long a stream counts as running after its node has last said so. */
    Duration LEASE = Duration.ofSeconds(10);

    /** What there is of an answer. */
    sealed interface Found {}

    /**
     * It was kept.
     *
     * @param done its last event; {@code chunks} are those before it, in order
     */
    record Kept(List<StreamEvent.Chunk> chunks, StreamEvent.Done done) implements Found {
        public Kept {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * It is being told now.
     *
     * @param stream by this one, perhaps of this very node, or of a dead one
     */
    record Running(StreamId stream) implements Found {}

    /** There was nothing: whoever asked is noted as the one that tells it. */
    record Yours() implements Found {}

    /**
     * A whole answer to a request that does not stream.
     *
     * @param status  2xx
     * @param headers of the provider's head, in order
     * @param usage   null where the provider did not tell
     * @param passed  whether the body is in the provider's own dialect
     */
    record Whole(int status, List<Map.Entry<String, String>> headers, Buffer body, Usage usage, boolean passed) {
        public Whole {
            headers = List.copyOf(headers);
        }
    }

    /**
     * Finds the answer, or notes {@code mine} as the stream that tells it, for the time of a lease; in one step.
     *
     * @param dead a stream that tells nothing (any more), whose place is free whatever its lease says; null for none
     */
    Future<Found> claim(String key, StreamId mine, StreamId dead);

    /** The lease begins anew, unless another stream has the place. */
    Future<Void> renew(String key, StreamId mine);

    /**
     * Keeps the answer, and frees the place, if it is still this stream's; in one step.
     *
     * @param kept null to keep nothing
     */
    Future<Void> end(String key, StreamId mine, Kept kept, Duration ttl);

    /** Null where none is kept. Its keys have nothing to do with those of streams. */
    Future<Whole> whole(String key);

    /** Keeps it for so long, in place of what was there; one that is larger than a store will hold is not kept. */
    Future<Void> keep(String key, Whole answer, Duration ttl);
}
