package dev.sluice.simulator;

/**
 * A stream as Google sends it: events ({@code alt=sse}), or one JSON array whose elements come one by one. A finishReason is
 * its only terminal marker; an array that breaks off stays open.
 */
final class GeminiWording implements Wording {
    private final GeminiEncoder encoder;
    private final boolean events;
    private boolean opened;

    GeminiWording(GeminiEncoder encoder, boolean events) {
        this.encoder = encoder;
        this.events = events;
    }

    @Override
    public String contentType() {
        return events ? "text/event-stream" : "application/json; charset=UTF-8";
    }

    @Override
    public void open(EventWriter out) {}

    @Override
    public void piece(int index, boolean broken, EventWriter out) {
        String json = encoder.piece(index);
        if (json != null) element(broken ? Wording.half(json) : json, out);
    }

    @Override
    public void close(EventWriter out) {
        element(encoder.finish(), out);
        if (!events) out.endArray();
    }

    @Override
    public void error(RefusedException refused, EventWriter out) {
        element(GeminiRefusal.json(refused), out);
        if (!events) out.endArray();
    }

    @Override
    public String whole() {
        return encoder.whole();
    }

    private void element(String json, EventWriter out) {
        if (events) out.event(json);
        else out.element(json, !opened);
        opened = true;
    }
}
