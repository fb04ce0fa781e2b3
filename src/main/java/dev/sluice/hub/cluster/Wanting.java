package dev.sluice.hub.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which other members want one answer. They say so anew every second, and count for {@value #LIFE_NANOS} ns after the last time: a
 * node that dies wants nothing any more. Belongs to the cluster's loop.
 */
final class Wanting {
    private static final long LIFE_NANOS = 5_000_000_000L;

    private final Map<String, Long> members = new HashMap<>(2);
    private final Consumer<Boolean> anybody;

    /** @param anybody told when the first one comes and the last one leaves */
    Wanting(Consumer<Boolean> anybody) {
        this.anybody = anybody;
    }

    void wants(String member, long now) {
        boolean first = members.isEmpty();
        members.put(member, now + LIFE_NANOS);
        if (first) anybody.accept(true);
    }

    void leaves(String member) {
        if (members.remove(member) != null && members.isEmpty()) anybody.accept(false);
    }

    void expire(long now) {
        if (members.values().removeIf(until -> now - until > 0) && members.isEmpty()) anybody.accept(false);
    }

    void clear() {
        if (members.isEmpty()) return;
        members.clear();
        anybody.accept(false);
    }

    Set<String> members() {
        return members.keySet();
    }
}
