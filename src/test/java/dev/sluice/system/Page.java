package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a page makes of a channel's events: the text of each stream. Complains of any event that is lost, doubled or out of order.
 * Belongs to the thread that reads.
 */
final class Page {
    /** One answer as the page has it so far. */
    static final class Answer {
        private final StringBuilder text = new StringBuilder();
        private long seq;
        private String end;
        private JsonObject last;

        String text() {
            return text.toString();
        }

        /** The last event's number. */
        long seq() {
            return seq;
        }

        /** {@code done}, {@code failed} or {@code gap}; null while it runs. */
        String end() {
            return end;
        }

        /** The data of the event that ended it. */
        JsonObject last() {
            return last;
        }
    }

    private static final Set<String> OF_STREAMS = Set.of("start", "chunk", "snapshot", "done", "failed", "gap");

    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private int hellos;
    private int snapshots;
    private int events;
    private JsonObject bye;
    private boolean resumed;

    void take(String event, String data) {
        take(event, new JsonObject(data));
    }

    void take(String event, JsonObject data) {
        events++;
        if (event.equals("hello")) {
            hellos++;
            resumed = data.getBoolean("resumed");
            if (!resumed) answers.clear();
        }
        if (event.equals("bye")) bye = data;
        if (OF_STREAMS.contains(event))
            take(event, data, answers.computeIfAbsent(data.getString("stream"), s -> new Answer()));
    }

    private void take(String event, JsonObject data, Answer answer) {
        assertEquals(null, answer.end, () -> event + " behind the end: " + data);
        if (event.equals("snapshot")) {
            snapshots++;
            assertTrue(data.getLong("seq") > answer.seq, () -> "a snapshot of what was told: " + data);
            answer.text.setLength(0);
            answer.text.append(data.getString("text"));
        } else {
            long from = event.equals("gap") ? data.getLong("from") : data.getLong("from", data.getLong("seq"));
            // Whoever ends a dead node's answer leaves out all numbers that may have been given.
            boolean mayJump = event.equals("failed") && "upstream_lost".equals(data.getString("code"));
            if (!mayJump || from <= answer.seq)
                assertEquals(answer.seq + 1, from, () -> "the next " + event + " of " + data.getString("stream"));
        }
        if (event.equals("chunk")) answer.text.append(text(data.getJsonObject("chunk")));
        answer.seq = data.getLong(event.equals("gap") ? "to" : "seq");
        if (event.equals("done") || event.equals("failed") || event.equals("gap")) {
            answer.end = event;
            answer.last = data;
        }
    }

    static String text(JsonObject chunk) {
        if (chunk.getJsonArray("choices").isEmpty()) return "";
        String content = chunk.getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("delta")
                .getString("content");
        return content == null ? "" : content;
    }

    Answer answer(String stream) {
        Answer answer = answers.get(stream);
        assertNotNull(answer, () -> "nothing came of " + stream);
        return answer;
    }

    boolean knows(String stream) {
        return answers.containsKey(stream);
    }

    /** How many answers have ended, in whatever way. */
    long ended() {
        return answers.values().stream().filter(a -> a.end != null).count();
    }

    boolean hasEnded(String stream) {
        return knows(stream) && answers.get(stream).end != null;
    }

    int hellos() {
        return hellos;
    }

    /** What the last hello said. */
    boolean resumed() {
        return resumed;
    }

    int snapshots() {
        return snapshots;
    }

    int events() {
        return events;
    }

    /** The last goodbye, or null. */
    JsonObject bye() {
        return bye;
    }
}
