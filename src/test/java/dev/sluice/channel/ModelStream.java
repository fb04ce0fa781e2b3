package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One stream, and all that was ever appended to it: what a reader must end up with. */
final class ModelStream {
    final StreamLog log;
    /** Whether what leaves the log is folded; a stream that is not may have gaps anywhere. */
    final boolean folds;

    private final List<StreamEvent> events = new ArrayList<>();
    /** The text up to each seq; at 0 none. */
    private final List<String> texts = new ArrayList<>(List.of(""));
    /** The log is dropped. */
    boolean gone;

    ModelStream(StreamLog log, boolean folds) {
        this.log = log;
        this.folds = folds;
    }

    StreamId id() {
        return log.id();
    }

    void append(StreamEvent event) {
        Frame frame = log.append(event);
        events.add(event);
        String before = texts.get(texts.size() - 1);
        texts.add(event instanceof Chunk chunk ? before + text(chunk) : before);
        if (frame.seq() != events.size()) throw new AssertionError("seq " + frame.seq());
    }

    long tail() {
        return events.size();
    }

    boolean sealed() {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof StreamEvent.Terminal;
    }

    StreamEvent event(long seq) {
        return events.get((int) seq - 1);
    }

    /** All text of the events up to and with that one. */
    String textTo(long seq) {
        return texts.get((int) seq);
    }

    /** The text that the events after {@code seen} up to {@code seq} added. */
    String textBetween(long seen, long seq) {
        return textTo(seq).substring(textTo(seen).length());
    }

    static String text(Chunk chunk) {
        return text(chunk.json().toJsonObject());
    }

    static String text(JsonObject chunk) {
        String content = chunk.getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("delta")
                .getString("content");
        return content == null ? "" : content;
    }
}
