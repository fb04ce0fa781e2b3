package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Cursor;
import dev.sluice.model.SessionId;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A page that does what a bare EventSource would: keeps the last id, and holds each stream's events against the oracle as they come.
 * It complains of the first event that is lost, doubled, out of order, untrue or has no business to be there.
 */
final class ModelClient {
    private static final Set<String> LOGGED = Set.of("start", "chunk", "snapshot", "done", "failed", "gap");

    final SessionId session;
    /** Null where it is the whole session's. */
    final TabId tab;

    private final Function<StreamId, ModelStream> oracle;
    /** Under which ordinal the session, or the tab, knows a stream; 0 where it does not. */
    private final Function<ModelStream, Integer> ordinals;

    private final Map<ModelStream, Long> seen = new HashMap<>();
    private final Map<ModelStream, Boolean> over = new HashMap<>();
    RecordedOutlet outlet;
    Connection connection;
    private int consumed;
    private Set<ModelStream> goneAtConnect = Set.of();
    private Set<ModelStream> excused = Set.of();
    String lastEventId;
    /** What the next hello must say. */
    private boolean resumes;

    ModelClient(
            SessionId session,
            TabId tab,
            Function<StreamId, ModelStream> oracle,
            Function<ModelStream, Integer> ordinals) {
        this.session = session;
        this.tab = tab;
        this.oracle = oracle;
        this.ordinals = ordinals;
    }

    boolean connected() {
        return outlet != null;
    }

    void connected(RecordedOutlet to, Connection by, boolean mustResume, Set<ModelStream> gone) {
        outlet = to;
        goneAtConnect = gone;
        connection = by;
        consumed = 0;
        resumes = mustResume;
    }

    /** Bytes arrived up to and with so many events of those that were sent; the rest may be lost in a cut. */
    void consume(int events) {
        while (consumed < events) take(outlet.sent().get(consumed++));
    }

    int unread() {
        return outlet.sent().size() - consumed;
    }

    int consumed() {
        return consumed;
    }

    /** The connection is no more, and with it all that was not consumed. */
    void lost() {
        outlet = null;
        connection = null;
    }

    private void take(RecordedOutlet.Event event) {
        assertEquals(consumed == 1, event.name().equals("hello"), "hello is first, and only then");
        assertEquals(
                LOGGED.contains(event.name()) || event.name().equals("hello") || isFinalBye(event),
                event.id() != null,
                () -> event + " carries an id");
        switch (event.name()) {
            case "hello" -> hello(event.data());
            case "chunk" -> chunk(event.data());
            case "snapshot" -> snapshot(event.data());
            case "gap" -> gap(event.data());
            case "start", "done", "failed" -> single(event);
            case "queued" -> assertEquals(0, seen(stream(event.data())), "a place in the queue after the start");
            case "ping", "bye" -> {}
            default -> throw new AssertionError("unknown event " + event);
        }
        if (event.id() != null) lastEventId = event.id();
        if (event.id() != null && !event.name().equals("bye")) isTrue(Cursor.parse(event.id()), event);
    }

    private static boolean isFinalBye(RecordedOutlet.Event event) {
        return event.name().equals("bye") && Cursor.STOP.equals(event.id());
    }

    private void hello(JsonObject hello) {
        assertEquals(resumes, hello.getBoolean("resumed"), () -> "resumed, from " + lastEventId);
        if (hello.getBoolean("resumed")) return;
        seen.clear();
        over.clear();
        excused = goneAtConnect;
    }

    private ModelStream stream(JsonObject data) {
        ModelStream stream = oracle.apply(new StreamId(data.getString("stream")));
        assertNotNull(stream, () -> "an event of no stream: " + data);
        assertFalse(over.getOrDefault(stream, false), () -> "an event behind the end: " + data);
        return stream;
    }

    private void single(RecordedOutlet.Event event) {
        ModelStream stream = stream(event.data());
        long seq = event.data().getLong("seq");
        assertEquals(seen(stream) + 1, seq, () -> "next event of " + stream.id());
        assertEquals(stream.event(seq).name(), event.name());
        seen.put(stream, seq);
        if (stream.event(seq) instanceof StreamEvent.Terminal) over.put(stream, true);
    }

    private void chunk(JsonObject data) {
        ModelStream stream = stream(data);
        long seq = data.getLong("seq");
        long from = data.getLong("from", seq);
        assertEquals(seen(stream) + 1, from, () -> "next event of " + stream.id());
        assertTrue(from <= seq, () -> "a range that ends before it begins: " + data);
        assertEquals(stream.textBetween(seen(stream), seq), ModelStream.text(data.getJsonObject("chunk")));
        seen.put(stream, seq);
    }

    private void snapshot(JsonObject data) {
        ModelStream stream = stream(data);
        long seq = data.getLong("seq");
        assertTrue(stream.folds, "a snapshot of what cannot fold");
        assertTrue(seq > seen(stream), () -> "a snapshot of what was told: " + data + " after " + seen(stream));
        assertEquals(stream.textTo(seq), data.getString("text"));
        seen.put(stream, seq);
    }

    private void gap(JsonObject data) {
        ModelStream stream = stream(data);
        long from = data.getLong("from");
        Long to = data.getLong("to");
        assertEquals(seen(stream) + 1, from, () -> "where the gap of " + stream.id() + " begins");
        if (!stream.folds && to != null && to < stream.tail()) {
            assertTrue(to < stream.log.first(), () -> "a gap over what the log holds: " + data);
            seen.put(stream, to);
            return;
        }
        assertTrue(stream.gone, () -> "a gap of a stream that is not retired: " + data);
        if (to != null) assertEquals(stream.tail(), to);
        over.put(stream, true);
    }

    /** The cursor that came with an event says exactly what the client knows once it has read that event. */
    private void isTrue(Cursor cursor, RecordedOutlet.Event event) {
        assertNotNull(cursor, () -> "a cursor that cannot be read: " + event.id());
        int live = 0;
        for (Map.Entry<ModelStream, Long> entry : seen.entrySet()) {
            int ordinal = ordinals.apply(entry.getKey());
            assertTrue(ordinal <= cursor.high(), () -> "a cursor that forgets a subscription: " + event);
            boolean ended = over.getOrDefault(entry.getKey(), false);
            assertEquals(ended ? -1 : entry.getValue(), cursor.seqOf(ordinal), () -> "in " + event);
            if (!ended) live++;
        }
        assertTrue(cursor.positions().size() >= live, () -> "a cursor that lacks a position: " + event);
    }

    long seen(ModelStream stream) {
        return seen.getOrDefault(stream, 0L);
    }

    /** Has read all there is, or was told that it is gone. */
    void hasAllOf(ModelStream stream) {
        if (over.getOrDefault(stream, false) || excused.contains(stream)) return;
        assertEquals(stream.tail(), seen(stream), () -> "what was read of " + stream.id());
        assertFalse(stream.sealed(), () -> "the end of " + stream.id() + " was never told");
    }
}
