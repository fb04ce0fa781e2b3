package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a parser tells, in the words of {@link NaiveSse}, and the data buffers themselves. */
final class Recorder implements SseParser.Handler {
    final List<String> seen = new ArrayList<>();
    final List<Buffer> data = new ArrayList<>();

    static List<String> read(Iterable<Buffer> pieces) {
        Recorder recorder = new Recorder();
        SseParser parser = new SseParser(1 << 20, recorder);
        for (Buffer piece : pieces) parser.feed(piece);
        return recorder.seen;
    }

    @Override
    public void event(SseEvent event) {
        data.add(event.data());
        seen.add(NaiveSse.event(event.type(), event.data().toString(), event.lastEventId()));
    }

    @Override
    public void retry(long millis) {
        seen.add("retry " + millis);
    }

    @Override
    public void comment() {
        seen.add("comment");
    }
}
