package dev.sluice.hub;

import dev.sluice.model.StreamId;

/**
 * A session reads a stream from now on.
 *
 * @param ordinal of the subscription; 0 where the stream is gone already
 * @param status  as in {@link StreamStatus}, or {@code expired} where the stream is gone already
 * @param share   token that lets others read it, or null
 */
public record Submitted(StreamId stream, int ordinal, String status, String share) {}
