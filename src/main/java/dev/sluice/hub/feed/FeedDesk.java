package dev.sluice.hub.feed;

import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits to be written to a feed, and what is on its way. Publications stay whole, and are looked through for repetitions each
 * time that they are put into a batch: the log may have grown since the last time. Belongs to the feed's loop.
 */
final class FeedDesk {
    /** @param told null where nobody waits for it: it comes from the source */
    private record Waiting(List<? extends StreamEvent> events, Promise<List<Published>> told) {}

    private record Flying(Waiting what, List<Published> published) {}

    private final String name;
    private final FeedObserver observer;
    private final ArrayDeque<Waiting> pending = new ArrayDeque<>();
    private final ArrayDeque<Flying> flying = new ArrayDeque<>();

    FeedDesk(String name, FeedObserver observer) {
        this.name = name;
        this.observer = observer;
    }

    boolean isEmpty() {
        return pending.isEmpty() && flying.isEmpty();
    }

    void add(StreamEvent event) {
        pending.add(new Waiting(List.of(event), null));
    }

    Future<List<Published>> add(FeedEvents events) {
        Promise<List<Published>> told = Promise.promise();
        pending.add(new Waiting(events.events(), told));
        return told.future();
    }

    /** Whether an event with this id is here. */
    boolean holds(String id) {
        for (Flying each : flying) if (has(each.what, id)) return true;
        for (Waiting each : pending) if (has(each, id)) return true;
        return false;
    }

    private static boolean has(Waiting what, String id) {
        for (StreamEvent event : what.events) if (event instanceof FeedEvent feed && id.equals(feed.id())) return true;
        return false;
    }

    /** Whether what came last, here or in the log, says that events are missing. */
    boolean gapLast(FeedBook book) {
        Waiting last = pending.isEmpty() ? flying.isEmpty() ? null : flying.getLast().what : pending.getLast();
        return last == null ? book.gapLast() : last.events.get(last.events.size() - 1) instanceof FeedGap;
    }

    /** Puts the next batch together: what is to be appended behind the log as it is. Empty where nothing is. */
    List<StreamEvent> take(FeedBook book, int maxEvents, int maxBytes) {
        List<StreamEvent> batch = new ArrayList<>();
        Map<String, Long> ids = new HashMap<>();
        int bytes = 0;
        while (!pending.isEmpty() && batch.size() < maxEvents && bytes < maxBytes) {
            Waiting next = pending.poll();
            List<Published> published = new ArrayList<>(next.events.size());
            for (StreamEvent event : next.events) {
                String id = event instanceof FeedEvent feed ? feed.id() : null;
                long known = id == null || next.told == null ? -1 : ids.getOrDefault(id, book.seqOf(id));
                long seq = known >= 0 ? known : book.tail() + batch.size() + 1;
                published.add(new Published(seq, id, known >= 0));
                if (known >= 0) continue;
                if (id != null) ids.put(id, seq);
                batch.add(event);
                bytes += event.bytes();
            }
            flying.add(new Flying(next, published));
        }
        return batch;
    }

    /** What was on its way is in the log. */
    void done() {
        List<Flying> there = List.copyOf(flying);
        flying.clear();
        for (Flying each : there) {
            if (each.what.told == null) continue;
            for (Published one : each.published) if (one.repeated()) observer.repeated(name);
            each.what.told.complete(each.published);
        }
    }

    /** What was on its way waits again, before all else. */
    void again() {
        for (Flying each = flying.pollLast(); each != null; each = flying.pollLast()) pending.addFirst(each.what);
    }

    /** Tells all publishers that nothing will come of it, or that nobody knows; what the source said stays. */
    void fail(Throwable cause) {
        again();
        List<Waiting> told = pending.stream().filter(w -> w.told != null).toList();
        pending.removeAll(told);
        for (Waiting each : told) each.told.fail(cause);
    }

    /** Takes away all that waits. */
    List<StreamEvent> clear() {
        again();
        List<StreamEvent> all = new ArrayList<>();
        for (Waiting each : pending) all.addAll(each.events);
        pending.clear();
        return all;
    }
}
