package dev.sluice.simulator;

import io.vertx.core.buffer.Buffer;

/**
 * A stream as Google sends it: events ({@code alt=sse}), or one JSON array whose elements come one by one. A finishReason is
 * its only terminal marker; an array that breaks off stays open.
 */
final class GeminiStream implements StreamFace {
    private final GeminiEncoder encoder;
    private final EventWriter events;
    private final String lineEnd;
    private final StringBuilder array = new StringBuilder();
    private boolean opened;

    /** @param sse whether events are wanted */
    GeminiStream(GeminiEncoder encoder, Script script, boolean sse) {
        this.encoder = encoder;
        this.events = sse ? new EventWriter(script) : null;
        this.lineEnd = script.has(Fault.CRLF) ? "\r\n" : "\n";
    }

    @Override
    public String contentType() {
        return events != null ? "text/event-stream" : "application/json; charset=UTF-8";
    }

    @Override
    public void token(int index, boolean cut) {
        String json = encoder.piece(index);
        if (json != null) element(cut ? json.substring(0, json.length() / 2) : json);
    }

    @Override
    public void complete(int tokensSent) {
        element(encoder.finish());
        close();
    }

    @Override
    public void error() {
        element(GeminiRefusal.brokenOff());
        close();
    }

    @Override
    public int length() {
        return events != null ? events.length() : array.length();
    }

    @Override
    public Buffer take() {
        if (events != null) return events.take();
        Buffer bytes = Buffer.buffer(array.toString());
        array.setLength(0);
        return bytes;
    }

    private void element(String json) {
        if (events != null) {
            events.event(json);
            return;
        }
        array.append(opened ? lineEnd + "," + lineEnd : "[").append(json);
        opened = true;
    }

    private void close() {
        if (events == null) array.append(lineEnd).append(']');
    }
}
