package dev.sluice.hub;

import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Work that is running now and may be shared, by key, with who shares it. A crossing: requests join and leave on any loop, and
 * each step is atomic, so that work is never ended under somebody who has just joined it, and exactly one pays for it.
 *
 * <p>Who pays is whoever came first of those that had it to its end. One that leaves before hands that on to the next; where nobody is
 * left, the last to leave pays for what was done until then.
 *
 * @param <T> the work
 */
final class InFlight<T> {
    /** One running piece of work. Everything in it is done under its key's guard in the map. */
    static final class Entry<T> {
        private final String key;
        private final T work;
        private final BitSet present = new BitSet();
        private int places;
        private boolean paid;

        private Entry(String key, T work) {
            this.key = key;
            this.work = work;
        }

        T work() {
            return work;
        }

        private int join() {
            present.set(places);
            return places++;
        }

        private boolean leave(int place, boolean served) {
            boolean next = present.nextSetBit(0) == place;
            present.clear(place);
            boolean pays = !paid && (served ? next : present.isEmpty());
            paid |= pays;
            return pays;
        }
    }

    /** @param place in the order in which they came; 0 for the one whose request the work was made for */
    record Joined<T>(Entry<T> entry, int place) {
        boolean first() {
            return place == 0;
        }
    }

    /**
     * @param last whether nobody can join any more, so that the work is to be ended
     * @param pays whether the work is this one's to pay for
     */
    record Left(boolean last, boolean pays) {}

    private final Map<String, Entry<T>> running = new ConcurrentHashMap<>();

    /** Joins what is running under the key, or what {@code maker} makes; the maker must not join anything itself. */
    Joined<T> join(String key, Supplier<T> maker) {
        int[] place = new int[1];
        Entry<T> entry = running.compute(key, (k, known) -> {
            Entry<T> at = known != null ? known : new Entry<>(key, maker.get());
            place[0] = at.join();
            return at;
        });
        return new Joined<>(entry, place[0]);
    }

    /**
     * Once for each that joined.
     *
     * @param served whether it had the work to its end, good or bad
     */
    Left leave(Joined<T> joined, boolean served) {
        Entry<T> entry = joined.entry;
        Left[] left = new Left[1];
        running.compute(entry.key, (k, at) -> {
            boolean pays = entry.leave(joined.place, served);
            boolean last = at == entry && entry.present.isEmpty();
            left[0] = new Left(last, pays);
            return last ? null : at;
        });
        return left[0];
    }

    /** The work is over: who comes from now on begins anew. Idempotent. */
    void over(Entry<T> entry) {
        running.remove(entry.key, entry);
    }

    int size() {
        return running.size();
    }
}
