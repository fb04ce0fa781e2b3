package dev.sluice.upstream;

import dev.sluice.model.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Members of a request that a provider was seen to refuse and to do without, so that the next caller does not pay for the same lesson
 * with a refusal of its own. Forgotten after a time: the provider may have been upgraded. Belongs to the loop of its upstream.
 */
public final class RefusedMembers {
    static final Duration KEPT = Duration.ofHours(1);

    private final Time time;
    private final Map<String, Long> until = new HashMap<>(2);

    RefusedMembers(Time time) {
        this.time = time;
    }

    /** Whether it is better left out. */
    public boolean has(String member) {
        Long end = until.get(member);
        if (end == null) return false;
        if (time.nanos() - end < 0) return true;
        until.remove(member);
        return false;
    }

    /** The provider refused a request because of it, and took the same one without. */
    public void add(String member) {
        until.put(member, time.nanos() + KEPT.toNanos());
    }
}
