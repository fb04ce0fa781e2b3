package dev.sluice.hub.feed;

import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamEvent.FeedGap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** The feed of a node that is alone: what the source sends, or a backend publishes, is appended at once. */
final class OwnIntake implements Intake, FeedSource.Sink {
    private final String name;
    private final FeedBook book;
    private final FeedObserver observer;
    private final FeedSource source;

    /** @param sourceFor null where nothing fills it but publishers */
    OwnIntake(String name, FeedBook book, FeedObserver observer, FeedSource.Maker sourceFor) {
        this.name = name;
        this.book = book;
        this.observer = observer;
        this.source = sourceFor == null ? null : sourceFor.make(this);
    }

    @Override
    public Future<Void> ready() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> reach(FeedStart start) {
        return Future.succeededFuture();
    }

    /** The source begins anew, and whoever reads the history sees where. */
    @Override
    public void unread() {
        if (source == null || source.state() != FeedSource.State.IDLE) return;
        source.forget();
        if (book.tail() > 0) missed();
    }

    @Override
    public void wanted(boolean readers, boolean place) {
        if (source != null) source.wanted(readers);
    }

    @Override
    public Future<List<Published>> publish(FeedEvents events) {
        List<Published> published = new ArrayList<>(events.events().size());
        for (FeedEvent event : events.events()) {
            long known = event.id() == null ? -1 : book.seqOf(event.id());
            if (known >= 0) observer.repeated(name);
            published.add(new Published(known >= 0 ? known : book.append(event), event.id(), known >= 0));
        }
        return Future.succeededFuture(published);
    }

    @Override
    public void event(String event, String id, String data) {
        book.append(new FeedEvent(event, id, data));
    }

    @Override
    public boolean holds(String id) {
        return book.seqOf(id) >= 0;
    }

    @Override
    public void missed() {
        if (book.gapLast()) return;
        book.append(new FeedGap());
        observer.missed(name);
    }

    @Override
    public String state() {
        return source == null ? "topic" : FeedSource.word(source.state());
    }

    @Override
    public void tick() {
        book.trim();
    }

    @Override
    public boolean idle() {
        return source == null && book.isEmpty();
    }

    @Override
    public Future<Void> close() {
        if (source != null) source.close();
        return Future.succeededFuture();
    }
}
