package dev.sluice.channel;

import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Cursor;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/**
 * One live connection of a session's channel: an SSE response or a WebSocket. Belongs to the loop that it was opened on.
 *
 * <p>It has no queue. It keeps, for each live subscription, the last seq that it has delivered, and pulls: state from the session
 * ({@link #sync}), events from the logs ({@link #flush}). While its socket is full it does neither, so that a reader that does not
 * read costs its positions and what the kernel holds.
 *
 * <p>It ends once, in {@link #close}: by the client, a {@code bye}, or a stall.
 */
public final class Connection extends Pump {
    /** Bytes that are collected before a write, give or take a batch; more of it in a turn would starve the loop's others. */
    private static final int FLUSH_BYTES = 64 * 1024;

    /** A node that drains waits for so long for a socket that is full. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private static final CursorText STAY_AWAY = CursorText.of(Cursor.STOP);

    private static final Runnable NOTHING = () -> {};

    private static final Consumer<String> NOBODY = reason -> {};

    private final String id;
    private final SessionId session;
    private final TabId tab;
    private final Loop loop;
    private final Outlet outlet;
    private final Logs logs;
    private final ConnectionLimits limits;
    private final ChannelObserver observer;
    private final Feeder feeder;
    private final Valve valve;
    private final Readers readers = new Readers();
    private final long openedMillis;
    private String epoch;
    private int high;
    private long seenVersion = -1;
    private int rotate;
    private Runnable onDrained = NOTHING;
    private Consumer<String> onClose = NOBODY;
    private boolean closed;

    Connection(
            String id,
            SessionId session,
            TabId tab,
            Loop loop,
            Outlet outlet,
            Logs logs,
            ConnectionLimits limits,
            ChannelObserver observer) {
        this.id = id;
        this.session = session;
        this.tab = tab;
        this.loop = loop;
        this.outlet = outlet;
        this.logs = logs;
        this.limits = limits;
        this.observer = observer;
        this.openedMillis = loop.time().millis();
        this.feeder = new Feeder(outlet, this::delivered, observer);
        this.valve = new Valve(outlet, loop, limits, observer::slow, this::drained);
    }

    /** Whose it is. */
    public SessionId session() {
        return session;
    }

    /** The one tab that this connection is for, or null where it is for the whole session. */
    public TabId tab() {
        return tab;
    }

    /** Where it belongs. */
    public Loop loop() {
        return loop;
    }

    /** By this node's clock. */
    long openedMillis() {
        return openedMillis;
    }

    /**
     * Sends the first bytes: where the reader stands, then what it is owed.
     *
     * @param cause      how the session's connection before this one ended
     * @param whenClosed told once, with the reason
     */
    void open(SessionState state, String lastEventId, String cause, Consumer<String> whenClosed) {
        onClose = whenClosed;
        observer.opened(outlet.kind());
        loop.add(this);
        epoch = state.epoch();
        Cursor cursor = Cursors.valid(Cursor.parse(lastEventId), state, tab, logs);
        if (lastEventId != null) observer.reconnected(cause, cursor != null);
        if (cursor != null) resume(cursor, state);
        outlet.retry(limits.retryMillis());
        Buffer hello = Greeting.hello(id, state, tab, logs, limits.heartbeatMillis(), cursor != null);
        outlet.event("hello", readers.cursor(epoch, high), hello);
        attachNew(state, cursor == null);
        lastFlush = loop.now();
        flush(lastFlush);
    }

    private void resume(Cursor cursor, SessionState state) {
        for (Subscription s : state.subscriptions()) {
            int ordinal = s.ordinalFor(tab);
            if (ordinal == 0 || ordinal > cursor.high()) continue;
            long seq = cursor.seqOf(ordinal);
            if (seq >= 0) attach(s, ordinal, seq, false);
        }
        high = cursor.high();
        long owed = readers.owed();
        if (owed > 0) observer.replayed(owed);
    }

    /**
     * Takes on the session's state: new subscriptions are attached, feeds that were left are detached. An answer that the store has
     * forgotten since is read to its end all the same. Older states are ignored. Where the session has begun another life, with the same
     * ordinals, cursors are of that one from now on.
     */
    void sync(SessionState state) {
        if (closed || state.version() <= seenVersion) return;
        epoch = state.epoch();
        for (int i = readers.size() - 1; i >= 0; i--) if (left(readers.get(i), state)) detach(readers.get(i));
        attachNew(state, false);
        loop.wake(this);
    }

    /** An answer is read to its end; a feed has none, and is left by name. */
    private boolean left(Reader reader, SessionState state) {
        if (!reader.stream.isFeed()) return false;
        Subscription s = state.subscription(reader.stream);
        return s == null || s.ordinalFor(tab) != reader.ordinal;
    }

    private void attachNew(SessionState state, boolean late) {
        seenVersion = state.version();
        int highest = high;
        for (Subscription s : state.subscriptions()) {
            int ordinal = s.ordinalFor(tab);
            if (ordinal <= high) continue;
            highest = Math.max(highest, ordinal);
            if (s.retired() == 0 || !late) attach(s, ordinal, s.fromFor(tab), late);
        }
        high = highest;
    }

    private void attach(Subscription s, int ordinal, long seq, boolean late) {
        StreamLog log = logs.find(s.stream());
        Reader reader = new Reader(ordinal, s.stream(), log, seq, late);
        reader.lost = s.retired();
        if (reader.finished()) return;
        readers.add(reader);
        if (log != null) loop.follow(log, this);
    }

    private void detach(Reader reader) {
        readers.remove(reader);
        if (reader.log != null) loop.unfollow(reader.log, this);
    }

    private CursorText delivered(Reader reader, boolean ended) {
        if (ended) detach(reader);
        return readers.cursor(epoch, high);
    }

    @Override
    protected long interval() {
        return limits.flushNanos();
    }

    @Override
    protected void flush(long now) {
        if (closed || valve.shut()) return;
        boolean more = collect();
        valve.write(now);
        if (!closed && !valve.shut() && more) loop.wake(this);
    }

    /** Gives the outlet what is owed, up to about {@link #FLUSH_BYTES}. Whether there may be more. */
    private boolean collect() {
        boolean more = false;
        // Each flush begins with another reader, so that one long backlog does not hold the others up.
        rotate++;
        int before = readers.size();
        int fed = 0;
        for (; fed < before && readers.size() > 0 && outlet.pending() <= FLUSH_BYTES; fed++) {
            Reader reader = readers.get((rotate + fed) % readers.size());
            more |= feeder.feed(reader);
        }
        // One that ended moved the others up, and one of them may have been passed over.
        return more || fed < before || readers.size() < before;
    }

    private void drained() {
        Runnable waiting = onDrained;
        onDrained = NOTHING;
        waiting.run();
        loop.wake(this);
    }

    @Override
    protected void beat(long now) {
        if (closed) return;
        if (valve.old(now, readers.anyAnswer())) bye("expired", true, limits.retryMillis());
        else if (valve.beat(now)) drop("stalled");
    }

    /** An answer that it reads runs, or is not read to its end; a reader that takes nothing is not waited for. */
    @Override
    protected boolean busy(long now) {
        return readers.anyAnswer() && !valve.shutFor(now, PATIENCE_NANOS);
    }

    @Override
    protected void leave(long retryMillis) {
        bye("draining", true, retryMillis);
    }

    @Override
    protected void broken() {
        drop("internal");
    }

    private void drop(String reason) {
        close(reason);
        outlet.drop();
    }

    /**
     * Whether the socket takes no more for now. Whoever takes commands from the client should wait as well: the replies of one that
     * does not read would pile up.
     *
     * @param whenDrained called once, on the loop, when it takes bytes again; not where it closes before
     */
    public boolean waits(Runnable whenDrained) {
        if (closed || !valve.shut()) return false;
        onDrained = whenDrained;
        return true;
    }

    /** Sends an event that belongs to this connection alone, such as the reply to a command. */
    public void tell(String event, JsonObject data) {
        if (closed) return;
        outlet.event(event, null, data.toBuffer());
        valve.write(loop.now());
    }

    /**
     * Says goodbye and ends the connection.
     *
     * @param reason    draining, replaced, expired, overloaded, unauthorized
     * @param reconnect whether the client shall come back, after about {@code retryMillis}
     */
    public void bye(String reason, boolean reconnect, long retryMillis) {
        if (closed) return;
        // Whoever is told to go shall have what is there: on a node that stops, nobody could give it to them later.
        if (!valve.shut()) collect();
        close(reason);
        Bye.write(outlet, reason, reconnect, retryMillis, reconnect ? null : STAY_AWAY);
        valve.end();
    }

    /** Lets go of everything; the transport is ended by the caller or is gone already. Idempotent. */
    public void close(String reason) {
        if (closed) return;
        closed = true;
        loop.remove(this);
        while (readers.size() > 0) detach(readers.get(readers.size() - 1));
        observer.closed(outlet.kind(), reason);
        onClose.accept(reason);
    }
}
