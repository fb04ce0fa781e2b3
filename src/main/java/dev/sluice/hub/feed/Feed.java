package dev.sluice.hub.feed;

import dev.sluice.channel.Channels;
import dev.sluice.log.StreamLog;
import dev.sluice.model.FeedName;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One feed: its log, what of it is kept, who wants it, and where it comes from. Belongs to the loop that it was opened on; the log
 * alone is read from others.
 *
 * <p>A session that is subscribed keeps the feed's place: the source goes on where it stopped for as long as there is one, so that
 * whoever comes back finds no hole. Only sessions with an open tab and a connection keep the source open.
 */
final class Feed implements FeedSource.Sink {
    private final FeedName name;
    private final FeedRule rule;
    private final StreamLog log;
    private final String epoch;
    private final FeedOutside outside;
    private final Channels channels;
    private final FeedObserver observer;
    private final FeedHistory history;
    private final FeedSource source;
    private final Set<SessionId> subscribed = new HashSet<>();
    private final Set<SessionId> present = new HashSet<>();
    private int readers;
    private boolean gapLast;
    private boolean closed;

    /** @param sourceFor null where nothing fills it but publishers */
    Feed(
            FeedName name,
            FeedRule rule,
            StreamLog log,
            String epoch,
            FeedOutside outside,
            Channels channels,
            FeedObserver observer,
            SourceFor sourceFor) {
        this.name = name;
        this.rule = rule;
        this.log = log;
        this.epoch = epoch;
        this.outside = outside;
        this.channels = channels;
        this.observer = observer;
        this.history = new FeedHistory(
                rule.config().history().events(), rule.config().history().age().toMillis());
        this.source = sourceFor == null ? null : sourceFor.make(this);
    }

    /** Makes the source that fills a feed. */
    interface SourceFor {
        FeedSource make(FeedSource.Sink sink);
    }

    FeedName name() {
        return name;
    }

    /** Where its work is done. Any thread. */
    FeedOutside outside() {
        return outside;
    }

    /** Whether it was evicted; whoever still holds it asks for another. */
    boolean closed() {
        return closed;
    }

    /** A session begins to read, or asks again. {@link #reconsider} follows once the session's state says so. */
    FeedPosition join(SessionId session, FeedStart start) {
        beforeFirst(start);
        join(session);
        return position(start);
    }

    /** Likewise, where it is known already where the session begins. Idempotent. */
    void join(SessionId session) {
        if (subscribed.add(session)) observer.subscribers(rule.name(), 1);
    }

    /** The session does not read it any more. Idempotent. */
    void leave(SessionId session) {
        if (subscribed.remove(session)) observer.subscribers(rule.name(), -1);
        present.remove(session);
        tell();
    }

    /** The session's tabs or connections have changed. */
    void reconsider(SessionId session) {
        if (!subscribed.contains(session)) return;
        if (channels.wants(session, log.id())) present.add(session);
        else present.remove(session);
        tell();
    }

    /** Somebody reads it alone, by its own URL; paired with {@link #readerLeft}. */
    FeedPosition readerCame(FeedStart start) {
        beforeFirst(start);
        readers++;
        observer.subscribers(rule.name(), 1);
        tell();
        return position(start);
    }

    void readerLeft() {
        readers--;
        observer.subscribers(rule.name(), -1);
        tell();
    }

    /** Where such a reader would begin. */
    FeedPosition position(FeedStart start) {
        long tail = log.tail();
        long oldest = log.first() - 1;
        long from;
        if (start instanceof FeedStart.Last last) {
            from = Math.max(oldest, tail - last.events());
        } else if (start instanceof FeedStart.Since since) {
            from = history.seqOf(since.id());
        } else if (start instanceof FeedStart.After after) {
            from = after.seq() <= tail ? after.seq() : -1;
        } else if (start instanceof FeedStart.Resume resume) {
            from = seen(resume.lastEventId());
        } else {
            from = tail;
        }
        String state = source == null ? "topic" : FeedSource.word(source.state());
        return new FeedPosition(log, epoch, from < 0 ? oldest : from, tail, from >= 0, state);
    }

    /** The seq, or -1 where it is of another life of this feed, or of none. */
    private long seen(String lastEventId) {
        long own = history.seqOf(lastEventId);
        if (own >= 0) return own;
        String digits = lastEventId.startsWith(epoch + ".") ? lastEventId.substring(epoch.length() + 1) : lastEventId;
        if (!digits.matches("\\d{1,18}")) return -1;
        long seq = Long.parseLong(digits);
        return seq <= log.tail() ? seq : -1;
    }

    /**
     * What came before nobody's first reader is nobody's loss: the source begins anew, and whoever reads the history sees where.
     */
    private void beforeFirst(FeedStart start) {
        boolean unread = subscribed.isEmpty() && readers == 0 && !start.returning();
        if (source == null || !unread || source.state() != FeedSource.State.IDLE) return;
        source.forget();
        if (log.tail() > 0) missed();
    }

    private void tell() {
        if (source != null) source.wanted(readers > 0 || !present.isEmpty());
    }

    List<Published> publish(FeedEvents events) {
        List<Published> published = new ArrayList<>(events.events().size());
        for (FeedEvent event : events.events()) {
            long known = event.id() == null ? -1 : history.seqOf(event.id());
            if (known >= 0) observer.repeated(rule.name());
            published.add(new Published(known >= 0 ? known : append(event, event.id()), event.id(), known >= 0));
        }
        return published;
    }

    @Override
    public void event(String event, String id, String data) {
        append(new FeedEvent(event, id, data), id);
    }

    @Override
    public boolean holds(String id) {
        return history.seqOf(id) >= 0;
    }

    @Override
    public void missed() {
        if (gapLast) return;
        append(new FeedGap(), null);
        gapLast = true;
        observer.missed(rule.name());
    }

    private long append(StreamEvent event, String id) {
        long seq = log.append(event).seq();
        gapLast = false;
        history.add(seq, outside.time().millis(), id);
        trim();
        if (event instanceof FeedEvent) observer.events(rule.name(), 1);
        return seq;
    }

    /** Lets go of what is too old. */
    void trim() {
        long last = history.trim(outside.time().millis());
        if (last > 0) log.forget(last);
    }

    /** Whether nobody would miss it: a topic without events, readers and subscribers. */
    boolean idle() {
        return source == null && readers == 0 && subscribed.isEmpty() && history.isEmpty();
    }

    /** Idempotent. */
    void close() {
        closed = true;
        if (source != null) source.close();
    }
}
