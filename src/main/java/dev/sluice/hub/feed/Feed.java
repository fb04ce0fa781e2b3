package dev.sluice.hub.feed;

import dev.sluice.channel.Channels;
import dev.sluice.model.FeedName;
import dev.sluice.model.SessionId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One feed: what of it is held, who wants it, and how its events come in. Belongs to the loop that it was opened on; the log
 * alone is read from others.
 *
 * <p>A session that is subscribed keeps the feed's place: the source goes on where it stopped for as long as there is one, so that
 * whoever comes back finds no hole. Only sessions with an open tab and a connection keep the source open.
 */
final class Feed {
    private final FeedName name;
    private final FeedRule rule;
    private final FeedBook book;
    private final Intake intake;
    private final FeedOutside outside;
    private final Channels channels;
    private final FeedObserver observer;
    /** And when they were present last. */
    private final Map<SessionId, Long> subscribed = new HashMap<>();

    private final Set<SessionId> present = new HashSet<>();
    private int readers;
    private boolean closed;

    Feed(
            FeedName name,
            FeedRule rule,
            FeedBook book,
            Intake intake,
            FeedOutside outside,
            Channels channels,
            FeedObserver observer) {
        this.name = name;
        this.rule = rule;
        this.book = book;
        this.intake = intake;
        this.outside = outside;
        this.channels = channels;
        this.observer = observer;
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

    /** Completes when readers and publishers may come. */
    Future<Void> ready() {
        return intake.ready();
    }

    /** A session begins to read, or asks again. {@link #reconsider} follows once the session's state says so. */
    Future<FeedPosition> join(SessionId session, FeedStart start) {
        return intake.reach(start).map(v -> {
            beforeFirst(start);
            join(session);
            return position(start);
        });
    }

    /** Likewise, where it is known already where the session begins. Idempotent. */
    void join(SessionId session) {
        if (subscribed.put(session, outside.time().millis()) == null) observer.subscribers(rule.name(), 1);
        tell();
    }

    /** The session does not read it any more. Idempotent. */
    void leave(SessionId session) {
        if (subscribed.remove(session) != null) observer.subscribers(rule.name(), -1);
        present.remove(session);
        tell();
    }

    /** The session's tabs or connections have changed. */
    void reconsider(SessionId session) {
        if (!subscribed.containsKey(session)) return;
        if (channels.wants(session, book.log().id())) present.add(session);
        else present.remove(session);
        subscribed.put(session, outside.time().millis());
        tell();
    }

    /** Subscribed sessions that were not present for so long. */
    List<SessionId> absent(long millis) {
        long now = outside.time().millis();
        List<SessionId> absent = new ArrayList<>();
        subscribed.forEach((session, seen) -> {
            if (!present.contains(session) && now - seen > millis) absent.add(session);
        });
        return absent;
    }

    /** Somebody reads it alone, by its own URL; paired with {@link #readerLeft}. */
    Future<FeedPosition> readerCame(FeedStart start) {
        return intake.reach(start).map(v -> {
            beforeFirst(start);
            readers++;
            observer.subscribers(rule.name(), 1);
            tell();
            return position(start);
        });
    }

    void readerLeft() {
        readers--;
        observer.subscribers(rule.name(), -1);
        tell();
    }

    /** Where such a reader would begin. */
    Future<FeedPosition> look(FeedStart start) {
        return intake.reach(start).map(v -> position(start));
    }

    private FeedPosition position(FeedStart start) {
        return book.position(start, intake.state());
    }

    private void beforeFirst(FeedStart start) {
        if (subscribed.isEmpty() && readers == 0 && !start.returning()) intake.unread();
    }

    private void tell() {
        intake.wanted(readers > 0 || !present.isEmpty(), !subscribed.isEmpty());
    }

    Future<List<Published>> publish(FeedEvents events) {
        return intake.publish(events);
    }

    /** Lets go of what is too old, and looks after its source. About once a second. */
    void tick() {
        intake.tick();
    }

    /** Whether nobody would miss it: it has no readers and subscribers, and what it holds is of no use, or elsewhere. */
    boolean idle() {
        return readers == 0 && subscribed.isEmpty() && intake.idle();
    }

    /** Idempotent; does not fail. */
    Future<Void> close() {
        closed = true;
        return intake.close();
    }
}
