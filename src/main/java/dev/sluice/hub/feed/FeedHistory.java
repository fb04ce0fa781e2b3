package dev.sluice.hub.feed;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * What the log of a feed still holds: when each event came, and under which id. Finds events by their own ids, and says what is too
 * old to be kept. Belongs to its feed.
 */
final class FeedHistory {
    private record Entry(long seq, long atMillis, String id) {}

    private final int maxEvents;
    private final long maxAgeMillis;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<String, Long> seqs = new HashMap<>();

    FeedHistory(int maxEvents, long maxAgeMillis) {
        this.maxEvents = maxEvents;
        this.maxAgeMillis = maxAgeMillis;
    }

    /** @param id null where the event has none; where an earlier one has the same, the later one is found from now on */
    void add(long seq, long nowMillis, String id) {
        entries.add(new Entry(seq, nowMillis, id));
        if (id != null) seqs.put(id, seq);
    }

    /** The seq of the event with this id, or -1. */
    long seqOf(String id) {
        return seqs.getOrDefault(id, -1L);
    }

    /** Forgets what is beyond count or age. The last seq that is not kept any more, or 0 where nothing was forgotten. */
    long trim(long nowMillis) {
        long last = 0;
        while (!entries.isEmpty()
                && (entries.size() > maxEvents || nowMillis - entries.peek().atMillis >= maxAgeMillis)) {
            Entry gone = entries.poll();
            last = gone.seq;
            if (gone.id != null) seqs.remove(gone.id, gone.seq);
        }
        return last;
    }

    int maxEvents() {
        return maxEvents;
    }

    void clear() {
        entries.clear();
        seqs.clear();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
