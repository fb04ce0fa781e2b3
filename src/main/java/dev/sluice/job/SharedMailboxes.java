package dev.sluice.job;

import dev.sluice.channel.Gathering;
import dev.sluice.channel.Hop;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamEvent.FeedGap;
import dev.sluice.model.StreamEvent.JobEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import dev.sluice.model.job.JobPost;
import dev.sluice.model.job.JobPost.Letter;
import dev.sluice.model.job.JobPost.Letters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * The mailboxes of sessions that may be at home on any node: copies of what the store keeps, numbered as there, so that a cursor is true
 * on all nodes. A copy is made for whoever subscribes or connects here, and follows what is published; where that leaves a hole, it
 * reads. All state belongs to one loop, to which every call hops.
 */
public final class SharedMailboxes implements Mailboxes, Gathering, JobPost.Receiver {
    private static final class Box {
        private final StreamId id;
        /** Null until it was read for the first time. */
        private StreamLog log;

        private boolean reading;
        private boolean again;
        private Promise<StreamLog> opened = Promise.promise();

        private Box(StreamId id) {
            this.id = id;
        }
    }

    private final Executor loop;
    private final JobPost post;
    private final Logs logs;
    private final SessionStore sessions;
    private final LogLimits limits;
    private final Map<StreamId, Box> boxes = new HashMap<>();

    /** @param loop runs what it is given one after the other, on one event loop */
    public SharedMailboxes(Executor loop, JobPost post, Logs logs, SessionStore sessions, LogLimits limits) {
        this.loop = loop;
        this.post = post;
        this.logs = logs;
        this.sessions = sessions;
        this.limits = limits;
        post.listen(this);
    }

    @Override
    public Future<StreamId> subscribe(SessionState session, TabId tab) {
        StreamId stream = MemoryMailboxes.of(session.id());
        return open(stream)
                .compose(log -> sessions.subscribe(session.id(), tab, stream, log.tail()))
                .map(stream);
    }

    @Override
    public Future<Void> gather(SessionState state, SessionState seen, TabId tab, Cursor cursor) {
        List<Future<StreamLog>> missing = new ArrayList<>(0);
        for (Subscription s : state.subscriptions())
            if (s.live() && s.stream().isOfJobs() && logs.find(s.stream()) == null) missing.add(open(s.stream()));
        if (missing.isEmpty()) return Future.succeededFuture();
        // Where the store is away, the reader is told of a gap, as of any log that is not to be had.
        return Future.join(missing).otherwiseEmpty().mapEmpty();
    }

    private Future<StreamLog> open(StreamId stream) {
        Promise<StreamLog> promise = Promise.promise();
        loop.execute(() -> {
            Box box = boxes.computeIfAbsent(stream, Box::new);
            box.opened.future().onComplete(promise);
            if (box.log == null) read(box);
        });
        // Whoever asks may answer a request then.
        return Hop.back(promise.future());
    }

    private void read(Box box) {
        box.again = box.reading;
        if (box.reading) return;
        box.reading = true;
        post.letters(box.id, box.log == null ? 0 : box.log.tail())
                .onComplete(done -> loop.execute(() -> {
                    box.reading = false;
                    if (boxes.get(box.id) != box) return;
                    if (done.failed()) failed(box, done.cause());
                    else take(box, done.result());
                }));
    }

    private void failed(Box box, Throwable cause) {
        // What is here stays; what follows is read with the next letter, or when it can be heard again.
        if (box.log != null) return;
        boxes.remove(box.id);
        box.opened.fail(cause);
    }

    private void take(Box box, Letters read) {
        List<Letter> letters = read.letters();
        if (box.log == null) {
            box.log = logs.openFeedBehind(
                    box.id,
                    limits,
                    letters.isEmpty() ? read.last() : letters.get(0).seq() - 1);
        }
        for (Letter letter : letters) append(box.log, letter);
        box.opened.tryComplete(box.log);
        if (box.again || !letters.isEmpty() && box.log.tail() < read.last()) read(box);
    }

    /** What the store has let go of meanwhile is a gap for each number. */
    private static void append(StreamLog log, Letter letter) {
        while (log.tail() + 1 < letter.seq()) log.append(new FeedGap());
        if (log.tail() + 1 == letter.seq()) log.append(new JobEvent(JobText.event(letter.job(), letter.resultBytes())));
    }

    @Override
    public void letter(Letter letter) {
        loop.execute(() -> {
            Box box = boxes.get(letter.mailbox());
            if (box == null) return;
            if (box.log == null || box.reading || letter.seq() > box.log.tail() + 1) read(box);
            else append(box.log, letter);
        });
    }

    @Override
    public void hearing() {
        loop.execute(() -> List.copyOf(boxes.values()).forEach(this::read));
    }

    @Override
    public void close(SessionId session) {
        loop.execute(() -> {
            if (boxes.isEmpty()) return;
            Box box = boxes.remove(MemoryMailboxes.of(session));
            if (box != null && box.log != null) logs.drop(box.log);
        });
    }
}
