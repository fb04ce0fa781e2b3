package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;

public final class SseParser {
    /** Told what the bytes say, in order, from within {@link #feed}. */
    public interface Handler {
        void event(SseEvent event);

        /** A valid {@code retry:} field, in milliseconds. */
        default void retry(long millis) {}

        /** A comment line: a sign of life. */
        default void comment() {}
    }

    public SseParser(int maxEventBytes, Handler handler) {
        throw new UnsupportedOperationException();
    }

    /** @throws IllegalStateException when one event outgrows {@code maxEventBytes} */
    public void feed(Buffer bytes) {
        throw new UnsupportedOperationException();
    }
}
