package dev.sluice.hub.feed;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FeedStore;
import dev.sluice.model.FeedStore.Beginning;
import dev.sluice.model.FeedStore.Interest;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A feed among nodes that share a store: this node's log follows the store's, and what is published here, or comes from a source that
 * this node owns, is written there first. Belongs to the feed's loop.
 */
final class SharedIntake implements Intake, FeedPress.Upshot, FeedStore.Listener {
    /** A copy that nobody reads is kept for so long. */
    private static final long IDLE_MILLIS = 30_000;
    /** Wake-ups of a topic are trusted for so many seconds. There may be very many topics, so it isn't looked each second. */
    private static final int LOOK_EVERY = 10;

    private final FeedStore store;
    private final FeedBook book;
    private final FeedOutside outside;
    private final BooleanSupplier calm;
    private final String tag;
    private final FeedMirror mirror;
    private final FeedDesk desk;
    private final FeedPress press;
    /** Null for a topic. */
    private final FeedTenure tenure;

    private final Runnable hearing;
    private Future<Void> opening;
    private boolean opened;
    private boolean closed;
    private boolean away;
    private long usedMillis;
    private int ticks;

    /**
     * @param book       without an epoch: the store has it
     * @param calm       whether all nodes had the time to come back since the store was away
     * @param tag        the epoch of the numbering, where the store does not know the feed
     * @param lifeMillis how long an event is of interest
     * @param sourceFor  null for a topic
     */
    SharedIntake(
            StreamId feed,
            String name,
            FeedStore store,
            FeedBook book,
            FeedOutside outside,
            FeedObserver observer,
            BooleanSupplier calm,
            String tag,
            long lifeMillis,
            FeedSource.Maker sourceFor) {
        this.store = store;
        this.book = book;
        this.outside = outside;
        this.calm = calm;
        this.tag = tag;
        mirror = new FeedMirror(store, feed, book);
        desk = new FeedDesk(name, observer);
        press = new FeedPress(store, feed, book, mirror, desk, outside.time(), lifeMillis, this);
        tenure = sourceFor == null
                ? null
                : new FeedTenure(
                        feed, name, store, book, mirror, desk, press, observer, calm, this::unknown, sourceFor);
        usedMillis = now();
        hearing = store.listen(feed, this);
    }

    private long now() {
        return outside.time().millis();
    }

    @Override
    public Future<Void> ready() {
        usedMillis = now();
        if (opened) return Future.succeededFuture();
        if (opening != null) return opening;
        Future<Void> now = mirror.read(calm.getAsBoolean() ? new Beginning(tag, 0) : null)
                .compose(v -> book.epoch() == null ? Future.failedFuture(unsure()) : Future.succeededFuture(v))
                .onSuccess(v -> opened())
                .onComplete(done -> opening = null);
        if (!now.isComplete()) opening = now;
        return now;
    }

    private static Throwable unsure() {
        String why = "redis has just come back, and this feed is not there: another node may be about to bring it";
        return new Failure(Kind.OVERLOADED, "redis_away", why, null, Duration.ofSeconds(2)).exception();
    }

    private void opened() {
        opened = true;
        if (closed) return;
        if (tenure == null) press.open(FeedPress.TOPIC);
        else tenure.open();
    }

    @Override
    public Future<Void> reach(FeedStart start) {
        usedMillis = now();
        if (!start.returning()) return Future.succeededFuture();
        if (tenure != null) tenure.unread(false);
        FeedPosition at = book.position(start, "");
        return at.whole() && at.from() <= book.tail()
                ? Future.succeededFuture()
                : mirror.read().otherwiseEmpty();
    }

    @Override
    public void unread() {
        if (tenure != null) tenure.unread(true);
    }

    @Override
    public void wanted(boolean readers, boolean place) {
        usedMillis = now();
        if (tenure != null) tenure.wanted(readers ? Interest.READERS : place ? Interest.PLACE : Interest.NONE);
    }

    @Override
    public Future<List<Published>> publish(FeedEvents events) {
        usedMillis = now();
        Future<List<Published>> told = desk.add(events);
        press.step();
        return told;
    }

    @Override
    public String state() {
        return tenure == null ? "topic" : tenure.state();
    }

    @Override
    public void tick() {
        if (closed) return;
        book.trim();
        boolean before = away;
        away = !store.reachable();
        if (away) return;
        if (!opened) ready();
        else if (tenure != null) tenure.claim();
        else if (before || mirror.ahead() || mirror.astray() || ++ticks % LOOK_EVERY == 0)
            mirror.read(beginning()).onSuccess(v -> press.step());
    }

    /** How it goes on where the store knows nothing of it: with what this node has. */
    private Beginning beginning() {
        return new Beginning(book.epoch(), book.log().first() - 1);
    }

    @Override
    public Future<Void> missing() {
        return mirror.read(beginning());
    }

    /** The feed's owner tells first what there was; where there is none, whoever has some of it. */
    private void unknown() {
        if (tenure.owner() || calm.getAsBoolean()) missing().onSuccess(v -> tenure.claim());
    }

    @Override
    public void doubt() {
        tenure.claim();
    }

    @Override
    public void lost() {
        tenure.lost();
    }

    @Override
    public void grew(long tail) {
        outside.later(() -> {
            if (tail > mirror.at()) look();
        });
    }

    @Override
    public void stirred() {
        outside.later(() -> {
            if (!closed && opened && tenure != null) tenure.stirred();
        });
    }

    @Override
    public void raise(long seq) {
        outside.later(() -> {
            if (!closed && tenure != null && tenure.owner()) press.raise(seq);
        });
    }

    @Override
    public void hearing() {
        outside.later(this::look);
    }

    private void look() {
        if (!closed && opened && (tenure == null || !tenure.writes())) mirror.read();
    }

    @Override
    public boolean idle() {
        boolean held = tenure != null && tenure.owner();
        return !held && desk.isEmpty() && now() - usedMillis > IDLE_MILLIS;
    }

    @Override
    public Future<Void> close() {
        if (closed) return Future.succeededFuture();
        closed = true;
        hearing.run();
        if (tenure != null) return tenure.close();
        press.close(Failure.of(Kind.OVERLOADED, "feed_closed", "this node lets go of the feed; try again")
                .exception());
        return Future.succeededFuture();
    }
}
