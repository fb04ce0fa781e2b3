package dev.sluice.hub.feed;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FeedStore;
import dev.sluice.model.FeedStore.Interest;
import dev.sluice.model.FeedStore.Lease;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/**
 * Who has the source of a feed that nodes share: the node that holds the lease, and that keeps it open while any node has readers.
 *
 * <p>Whoever has readers says so each second, and takes the lease where nobody holds it. A new owner reads the log to its end, and then
 * asks the source to go on behind the last event. While the store is away nobody can take the lease: its owner goes on for its own
 * readers; and until the nodes have had the time to come back nobody else takes it, so that the owner can write first what it
 * kept. An owner that is refused lets go of the source, and reads like the others. Belongs to the feed's loop.
 */
final class FeedTenure implements FeedSource.Sink {
    private final StreamId feed;
    private final String name;
    private final FeedStore store;
    private final FeedBook book;
    private final FeedMirror mirror;
    private final FeedDesk desk;
    private final FeedPress press;
    private final FeedObserver observer;
    private final BooleanSupplier calm;
    private final Runnable unknown;
    private final FeedSource source;
    private Interest interest = Interest.NONE;
    private Interest others = Interest.NONE;
    private long fence;
    private int terms;
    private boolean claiming;
    private boolean claimAgain;
    private boolean said;
    private boolean anew;
    private boolean opened;
    private boolean closed;

    /**
     * @param calm    whether all nodes had the time to come back since the store was away
     * @param unknown run when the store does not know the feed
     */
    FeedTenure(
            StreamId feed,
            String name,
            FeedStore store,
            FeedBook book,
            FeedMirror mirror,
            FeedDesk desk,
            FeedPress press,
            FeedObserver observer,
            BooleanSupplier calm,
            Runnable unknown,
            FeedSource.Maker sourceFor) {
        this.feed = feed;
        this.name = name;
        this.store = store;
        this.book = book;
        this.mirror = mirror;
        this.desk = desk;
        this.press = press;
        this.observer = observer;
        this.calm = calm;
        this.unknown = unknown;
        this.source = sourceFor.make(this);
    }

    /** The log here is as the store's was just now. */
    void open() {
        opened = true;
        claim();
    }

    boolean owner() {
        return fence > 0;
    }

    /** Whether it is the owner and writes: the log here has all that there is. */
    boolean writes() {
        return fence > 0 && press.isOpen();
    }

    String state() {
        return owner() || interest != Interest.READERS ? FeedSource.word(source.state()) : "elsewhere";
    }

    /** The next reader is the first one, and was not here before; or one came back. */
    void unread(boolean yes) {
        anew = yes;
    }

    /** What the readers here want now. */
    void wanted(Interest now) {
        boolean more = now.compareTo(interest) > 0;
        interest = now;
        if (now != Interest.READERS) anew = false;
        if (writes()) drive();
        else if (more) claim();
    }

    /** The lease became free, or somebody wants the feed. */
    void stirred() {
        if (owner() || interest == Interest.READERS) claim();
    }

    /** About once a second, and when something may have changed. */
    void claim() {
        boolean nothing = interest == Interest.NONE && !owner();
        if (!opened || closed || nothing && !said) return;
        if (claiming) {
            claimAgain = true;
            return;
        }
        claiming = true;
        said = !nothing;
        int asked = terms;
        boolean take = owner() || interest == Interest.READERS && calm.getAsBoolean();
        store.claim(feed, interest, take).onComplete(reply -> {
            claiming = false;
            boolean over = asked != terms;
            if (closed) return;
            if (!over && reply.succeeded()) {
                if (reply.result() == null) unknown.run();
                else claimed(reply.result());
            }
            if (claimAgain || over) {
                claimAgain = false;
                claim();
            }
        });
    }

    private void claimed(Lease lease) {
        others = lease.others();
        if (!lease.mine()) {
            if (owner()) lost();
            if (mirror.astray()) store.raise(feed, book.highest());
            if (lease.tail() != mirror.at() || !lease.epoch().equals(mirror.epoch())) mirror.read();
            return;
        }
        if (lease.fence() != fence) {
            // Whoever had it in between has had the source, too: it says again what nobody here has seen.
            if (lease.fence() == fence + 1 && press.alone()) press.suspend();
            else letGo();
            fence = lease.fence();
        }
        if (press.isOpen()) drive();
        else settle(lease);
    }

    /** Before anything is written, and before a new owner's source begins, all that there is must have been read. */
    private void settle(Lease lease) {
        mirror.read().onSuccess(v -> {
            if (fence != lease.fence() || press.isOpen()) return;
            if (source.state() == FeedSource.State.IDLE) begin(lease);
            press.open(fence);
            drive();
        });
    }

    private void begin(Lease lease) {
        boolean forget = lease.rested() && anew;
        anew = false;
        source.goOnBehind(book.lastId() != null ? book.lastId() : lease.lastId(), book.tail() > 0);
        if (!forget) return;
        source.forget();
        if (book.tail() > 0) missed();
    }

    /** What an owner does: it holds the source open while anybody reads, and lets go of the lease once it is closed. */
    private void drive() {
        if (!owner()) return;
        boolean wanted = interest == Interest.READERS || others == Interest.READERS;
        source.wanted(wanted);
        if (wanted || source.state() != FeedSource.State.IDLE || !press.settled()) return;
        boolean rest = interest == Interest.NONE && others == Interest.NONE;
        long mine = fence;
        disown();
        store.release(feed, mine, rest);
        claim();
    }

    /** The lease is another's. */
    void lost() {
        disown();
        mirror.read();
        claim();
    }

    private void disown() {
        terms++;
        fence = 0;
        said = false;
        letGo();
    }

    private void letGo() {
        source.close();
        press.close(gone());
    }

    private static Throwable gone() {
        return Failure.of(Kind.OVERLOADED, "feed_closed", "this node lets go of the feed; try again")
                .exception();
    }

    @Override
    public void event(String event, String id, String data) {
        press.event(new FeedEvent(event, id, data));
    }

    @Override
    public boolean holds(String id) {
        return book.seqOf(id) >= 0 || desk.holds(id);
    }

    @Override
    public void missed() {
        if (desk.gapLast(book)) return;
        press.event(new FeedGap());
        observer.missed(name);
    }

    /** Lets go of source and lease. Idempotent; does not fail. */
    Future<Void> close() {
        if (closed) return Future.succeededFuture();
        closed = true;
        long mine = fence;
        disown();
        return store.release(feed, mine, false).otherwiseEmpty();
    }
}
