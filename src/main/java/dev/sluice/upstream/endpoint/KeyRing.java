package dev.sluice.upstream.endpoint;

import dev.sluice.model.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An upstream's API keys, used in turns by the whole node. A crossing: every loop takes keys from it, and what one loop learns about a
 * key the others should not learn again.
 *
 * <p>A key that is set aside is skipped. When all are, the one that comes back first is used regardless: some providers answer 403 to a
 * question that they dislike, and nobody may shut a whole upstream by asking it.
 */
public final class KeyRing {
    /** One key. Its text form names its place alone. */
    public static final class Key {
        private final int number;
        private final String secret;
        private boolean aside;
        private long until;

        private Key(int number, String secret) {
            this.number = number;
            this.secret = secret;
        }

        /** Its place in the configuration, from 1. */
        public int number() {
            return number;
        }

        /** For the request's head and nothing else. */
        public String secret() {
            return secret;
        }

        @Override
        public String toString() {
            return "key " + number;
        }
    }

    private final ReentrantLock guard = new ReentrantLock();
    private final List<Key> keys = new ArrayList<>();
    private final Time time;
    private int next;

    /** @param secrets in the order of the file; may be empty */
    public KeyRing(List<String> secrets, Time time) {
        this.time = time;
        for (String secret : secrets) keys.add(new Key(keys.size() + 1, secret));
    }

    /** How many there are, those that rest included. */
    public int size() {
        return keys.size();
    }

    /**
     * The next key in turn.
     *
     * @param refused keys that were refused for this call already
     * @return null where there is none, or none that was not refused
     */
    public Key pick(Set<Key> refused) {
        guard.lock();
        try {
            long now = time.nanos();
            Key soonest = null;
            for (int i = 0; i < keys.size(); i++) {
                Key key = keys.get((next + i) % keys.size());
                if (refused.contains(key)) continue;
                if (!rests(key, now)) {
                    next = key.number % keys.size();
                    return key;
                }
                if (soonest == null || key.until - soonest.until < 0) soonest = key;
            }
            return soonest;
        } finally {
            guard.unlock();
        }
    }

    /** Whether some key, not among these, is not set aside. */
    public boolean another(Set<Key> refused) {
        guard.lock();
        try {
            long now = time.nanos();
            return keys.stream().anyMatch(key -> !refused.contains(key) && !rests(key, now));
        } finally {
            guard.unlock();
        }
    }

    /**
     * Sets a key aside.
     *
     * @return false where it was aside already, so that nobody need be told again
     */
    public boolean rest(Key key, Duration length) {
        guard.lock();
        try {
            long now = time.nanos();
            boolean news = !rests(key, now);
            key.aside = true;
            key.until = now + length.toNanos();
            return news;
        } finally {
            guard.unlock();
        }
    }

    /** The provider took it: whatever was against it is over. */
    public void works(Key key) {
        guard.lock();
        try {
            key.aside = false;
        } finally {
            guard.unlock();
        }
    }

    /** Keys that are set aside now. */
    public int resting() {
        guard.lock();
        try {
            long now = time.nanos();
            return (int) keys.stream().filter(key -> rests(key, now)).count();
        } finally {
            guard.unlock();
        }
    }

    private static boolean rests(Key key, long now) {
        return key.aside && now - key.until < 0;
    }
}
