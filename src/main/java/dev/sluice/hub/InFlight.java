package dev.sluice.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Work that is running now and may be shared, by key, with how many share it. A crossing: requests join and leave on any loop, and
 * each step is atomic, so that work is never ended under somebody who has just joined it.
 *
 * @param <T> the work
 */
final class InFlight<T> {
    /** One running piece of work. */
    static final class Entry<T> {
        private final String key;
        private final T work;
        private int sharers;

        private Entry(String key, T work) {
            this.key = key;
            this.work = work;
        }

        T work() {
            return work;
        }
    }

    /** @param first whether the work was made for this request */
    record Joined<T>(Entry<T> entry, boolean first) {}

    private final Map<String, Entry<T>> running = new ConcurrentHashMap<>();

    /** Joins what is running under the key, or what {@code maker} makes; the maker must not join anything itself. */
    Joined<T> join(String key, Supplier<T> maker) {
        boolean[] first = new boolean[1];
        Entry<T> entry = running.compute(key, (k, known) -> {
            first[0] = known == null;
            Entry<T> at = known != null ? known : new Entry<>(key, maker.get());
            at.sharers++;
            return at;
        });
        return new Joined<>(entry, first[0]);
    }

    /** Whether this was the last one, so that nobody can join any more and the work is to be ended. */
    boolean leave(Entry<T> entry) {
        boolean[] last = new boolean[1];
        running.computeIfPresent(entry.key, (k, at) -> {
            if (at != entry) return at;
            last[0] = --at.sharers == 0;
            return last[0] ? null : at;
        });
        return last[0];
    }

    /** The work is over: who comes from now on begins anew. Idempotent. */
    void over(Entry<T> entry) {
        running.remove(entry.key, entry);
    }

    int size() {
        return running.size();
    }
}
