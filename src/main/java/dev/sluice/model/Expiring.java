package dev.sluice.model;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Values by key, each good for a while: tickets, idempotency keys. One that is over is as good as none, and is let go of by {@link
 * #sweep}. A crossing: each call is one atomic step on a concurrent map, on the caller's thread.
 */
public final class Expiring<K, V> {
    private record Kept<V>(V value, long untilMillis) {
        private boolean over(long now) {
            return untilMillis < now;
        }
    }

    /** Told of one value. */
    public interface Visitor<K, V> {
        /** @param restMillis for how long it is good; at least 1 */
        void visit(K key, V value, long restMillis);
    }

    private final Time time;
    private final Map<K, Kept<V>> all = new ConcurrentHashMap<>();

    /** @param time its date counts */
    public Expiring(Time time) {
        this.time = time;
    }

    /**
     * Keeps a value, whatever was there.
     *
     * @param lifeMillis for how long it is good from now on
     */
    public void put(K key, V value, long lifeMillis) {
        all.put(key, new Kept<>(value, time.millis() + lifeMillis));
    }

    /**
     * Keeps a value unless there is a good one.
     *
     * @return the one that is there now
     */
    public V putIfAbsent(K key, V value, long lifeMillis) {
        long now = time.millis();
        Kept<V> mine = new Kept<>(value, now + lifeMillis);
        return all.compute(key, (k, old) -> old == null || old.over(now) ? mine : old).value;
    }

    /** Null where there is none. */
    public V get(K key) {
        return good(all.get(key));
    }

    /** Takes it away: of several callers one gets it, and the others null. */
    public V take(K key) {
        return good(all.remove(key));
    }

    private V good(Kept<V> kept) {
        return kept == null || kept.over(time.millis()) ? null : kept.value;
    }

    /** Forgets the key's value where it is such a one. */
    public void removeIf(K key, Predicate<V> which) {
        all.computeIfPresent(key, (k, kept) -> which.test(kept.value) ? null : kept);
    }

    /** Forgets all values of such keys. */
    public void removeKeys(Predicate<K> which) {
        all.keySet().removeIf(which);
    }

    /** Forgets all such values. */
    public void removeValues(Predicate<V> which) {
        all.values().removeIf(kept -> which.test(kept.value));
    }

    /** Shows all there are. */
    public void forEach(Visitor<K, V> visitor) {
        all.forEach((key, kept) -> visitor.visit(key, kept.value, Math.max(1, kept.untilMillis - time.millis())));
    }

    /** Lets go of what is over. Now and then. */
    public void sweep() {
        long now = time.millis();
        all.values().removeIf(kept -> kept.over(now));
    }
}
