package dev.sluice.model;

import java.util.List;
import java.util.Set;

/**
 * What the store holds of a session, as it was at one moment.
 *
 * @param id            the session
 * @param epoch         tag of its life in this store: another one means that the store lost what cursors refer to
 * @param principal     whose it is
 * @param nextOrdinal   the ordinal that the next subscription gets
 * @param tabs          the open tabs; {@link TabId#DEFAULT} is always among them
 * @param subscriptions in the order of their ordinals
 * @param version       grows with each change
 */
public record SessionState(
        SessionId id,
        String epoch,
        Principal principal,
        int nextOrdinal,
        Set<TabId> tabs,
        List<Subscription> subscriptions,
        long version) {

    /** The subscription to that stream, or null. */
    public Subscription subscription(StreamId stream) {
        for (Subscription s : subscriptions) if (s.stream().equals(stream)) return s;
        return null;
    }
}
