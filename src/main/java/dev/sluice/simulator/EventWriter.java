package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;

/** Puts JSON into server-sent events, well-formed or odd as the script wants them, and collects them for one write. */
final class EventWriter {
    private final String field;
    private final String lineEnd;
    private final boolean comments;
    private final StringBuilder pending = new StringBuilder();
    private int events;

    EventWriter(Script script) {
        this.field = script.has(Fault.NOSPACE) ? "data:" : "data: ";
        this.lineEnd = script.has(Fault.CRLF) ? "\r\n" : "\n";
        this.comments = script.has(Fault.COMMENT);
    }

    void event(String json) {
        if (comments) comment();
        pending.append(field).append(json).append(lineEnd).append(lineEnd);
    }

    /** @param type the event's name */
    void event(String type, String json) {
        if (comments) comment();
        pending.append(field.replace("data", "event")).append(type).append(lineEnd);
        pending.append(field).append(json).append(lineEnd).append(lineEnd);
    }

    /** For a stream that is no event stream: one element of a JSON array, the first one opens it. */
    void element(String json, boolean first) {
        if (first) pending.append('[');
        else pending.append(lineEnd).append(',').append(lineEnd);
        pending.append(json);
    }

    void endArray() {
        pending.append(lineEnd).append(']');
    }

    /** Characters that wait for {@link #take}. */
    int length() {
        return pending.length();
    }

    Buffer take() {
        Buffer bytes = Buffer.buffer(pending.toString());
        pending.setLength(0);
        if (pending.capacity() > 1 << 16) pending.trimToSize();
        return bytes;
    }

    /** Comments of every legal kind: ended by an empty line or not, empty, with a colon, between two events. */
    private void comment() {
        switch (events++ % 4) {
            case 0 -> pending.append(": still here").append(lineEnd).append(lineEnd);
            case 1 -> pending.append(":").append(lineEnd);
            case 2 -> pending.append(": data: not an event").append(lineEnd);
            default -> pending.append(":data:").append(lineEnd).append(lineEnd);
        }
    }
}
