package dev.sluice.hub;

import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;

/**
 * A session reads a stream from now on.
 *
 * @param ordinal of the subscription; 0 where the stream is gone already
 * @param status  as in {@link StreamStatus}, or {@code expired} where the stream is gone already
 * @param share   token that lets others read it, or null
 */
public record Submitted(StreamId stream, int ordinal, String status, String share) {
    /** @param answer null where it is gone */
    static Submitted of(StreamId stream, SessionState state, Answer answer) {
        Subscription s = state.subscription(stream);
        String status = answer == null ? "expired" : StreamStatus.of(answer.log());
        return new Submitted(stream, s == null ? 0 : s.ordinal(), status, answer == null ? null : answer.share());
    }
}
