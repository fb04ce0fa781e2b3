package dev.sluice.hub.feed;

import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.FeedEvent;
import java.util.ArrayList;
import java.util.List;

/** Reads a feed by its URL, as a bare EventSource does, and remembers what it saw. */
final class HandFeedReader {
    final List<String> saw = new ArrayList<>();
    private FeedPosition at;
    private String epoch;
    private long seq;
    private boolean asked;
    private int visits;

    /** It connects to the node: for the first time, or with what it saw last. */
    void come(HandFeedNode node) {
        asked = true;
        int visit = ++visits;
        at = null;
        FeedStart start = epoch == null ? new FeedStart.Live() : new FeedStart.Resume(epoch + "." + seq);
        node.outside.later(() -> node.feed
                .ready()
                .compose(v -> node.feed.readerCame(start))
                .onComplete(came -> {
                    if (visit != visits) {
                        if (came.succeeded()) node.feed.readerLeft();
                        return;
                    }
                    asked = false;
                    if (came.failed()) return;
                    at = came.result();
                    if (!at.whole()) gap();
                    epoch = at.epoch();
                    seq = at.from();
                }));
        node.readers.add(this);
    }

    /** Where it was turned away it asks again. */
    void insist(HandFeedNode node) {
        if (at != null || asked) return;
        node.readers.remove(this);
        come(node);
    }

    void leave(HandFeedNode node) {
        node.readers.remove(this);
        visits++;
        if (at != null) node.outside.later(node.feed::readerLeft);
        at = null;
    }

    /** Its node is gone. */
    void cutOff() {
        visits++;
        at = null;
    }

    private void gap() {
        saw.add("gap");
    }

    void read() {
        if (at == null) return;
        while (at.log().tail() > seq) {
            if (at.log().first() > seq + 1) {
                seq = at.log().first() - 1;
                gap();
                continue;
            }
            List<Frame> frames = new ArrayList<>();
            at.log().read(seq, 100, 1 << 20, frames);
            for (Frame frame : frames) {
                seq = frame.seq();
                if (frame.event() instanceof FeedEvent e) saw.add(e.data());
                else gap();
            }
        }
    }
}
