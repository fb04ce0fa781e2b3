package dev.sluice.job;

import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.job.JobRefusals;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.NewJob;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The idempotency keys of a memory store, each for a day, whatever becomes of its job. Guarded by its store. */
final class JobKeys {
    private record Key(String tenant, String user, String key) {
        static Key of(NewJob order) {
            Principal who = order.owner();
            return new Key(who.tenant(), who.user(), order.key());
        }
    }

    private record Bound(String digest, JobId job, long until) {}

    /** Keys outlive their jobs, and are smaller. */
    private static final int KEYS_A_JOB = 4;

    /** All live equally long, so that the first is the next to go. */
    private final Map<Key, Bound> keys = new LinkedHashMap<>();

    private final long most;

    JobKeys(int jobs) {
        this.most = (long) KEYS_A_JOB * jobs;
    }

    /**
     * The job that came with that key before, or null. Fails with {@code idempotency_key_reused} where it was another one.
     *
     * @param index of the new job in its array, for the message
     */
    JobId find(NewJob order, int index, long now) {
        Bound bound = order.key() == null ? null : keys.get(Key.of(order));
        if (bound == null || bound.until <= now) return null;
        if (bound.digest.equals(order.digest())) return bound.job;
        throw JobRefusals.reused(index);
    }

    /** Does nothing for a job without a key. */
    void bind(NewJob order, long now) {
        if (order.key() == null) return;
        Key key = Key.of(order);
        // Behind all others, even where an expired one is still here.
        keys.remove(key);
        keys.put(key, new Bound(order.digest(), order.id(), now + JobStore.KEY_MILLIS));
    }

    void sweep(long now) {
        Iterator<Bound> oldest = keys.values().iterator();
        while (oldest.hasNext()) {
            if (oldest.next().until > now && keys.size() <= most) return;
            oldest.remove();
        }
    }
}
