package dev.sluice.channel;

import dev.sluice.model.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A transport that keeps what it was given, and takes nothing more once it is {@link #full} until it is drained. */
final class RecordedOutlet implements Outlet {
    /** One event as a client reads it. @param id null where there is none */
    record Event(String name, String id, JsonObject data) {}

    private final List<Event> sent = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private final List<Event> held = new ArrayList<>();
    private Runnable onDrain;
    private int pending;
    private long retryMillis = -1;
    private boolean full;
    private boolean ended;
    private boolean dropped;

    /** Events that have left, in order. */
    List<Event> sent() {
        return sent;
    }

    /** Those of one name. */
    List<Event> sent(String name) {
        return sent.stream().filter(e -> e.name.equals(name)).toList();
    }

    /** Bytes of each write. */
    List<Integer> writes() {
        return writes;
    }

    long retryMillis() {
        return retryMillis;
    }

    boolean ended() {
        return ended;
    }

    boolean dropped() {
        return dropped;
    }

    /** From now on the socket is full; what is being collected still goes out with the next flush. */
    void fill() {
        full = true;
    }

    void drain() {
        full = false;
        Runnable action = onDrain;
        onDrain = null;
        if (action != null) action.run();
    }

    @Override
    public String kind() {
        return "recorded";
    }

    @Override
    public void frame(Frame frame, CursorText cursor) {
        Buffer wire = Buffer.buffer();
        frame.appendWire(Wire::sse, wire);
        String text = wire.toString();
        String head = "event: " + frame.event().name() + "\ndata: ";
        if (!text.startsWith(head)
                || !text.endsWith("\n\n")
                || text.strip().lines().count() != 2) throw new AssertionError("no event of one data line: " + text);
        add(frame.event().name(), cursor, wire.slice(Wire.jsonOffset(frame), wire.length() - 2));
    }

    @Override
    public void event(String name, CursorText cursor, Buffer json) {
        add(name, cursor, json);
    }

    private void add(String name, CursorText cursor, Buffer json) {
        if (ended || dropped) throw new AssertionError(name + " behind the end");
        if (json.toString().indexOf('\n') >= 0 || json.toString().indexOf('\r') >= 0)
            throw new AssertionError("more than one line: " + json);
        held.add(new Event(name, cursor == null ? null : cursor.toString(), new JsonObject(json)));
        pending += json.length();
    }

    @Override
    public void retry(long millis) {
        retryMillis = millis;
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public void flush() {
        sent.addAll(held);
        held.clear();
        writes.add(pending);
        pending = 0;
    }

    @Override
    public boolean full() {
        return full;
    }

    @Override
    public void onDrain(Runnable action) {
        onDrain = action;
    }

    @Override
    public Future<Void> end() {
        if (ended || dropped) return Future.succeededFuture();
        flush();
        ended = true;
        if (!full) return Future.succeededFuture();
        Promise<Void> left = Promise.promise();
        onDrain = left::complete;
        return left.future();
    }

    @Override
    public void drop() {
        dropped = true;
    }
}
