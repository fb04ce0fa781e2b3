package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Turns whole lines into fields and fields into events (WHATWG HTML 9.2.6, "interpreting an event stream"). Owned by
 * its {@link SseParser}.
 */
final class FieldReader {
    private static final byte[] DATA = "data".getBytes(UTF_8);
    private static final byte[] EVENT = "event".getBytes(UTF_8);
    private static final byte[] ID = "id".getBytes(UTF_8);
    private static final byte[] RETRY = "retry".getBytes(UTF_8);

    private final SseParser.Handler handler;
    private final DataLines data;
    private String type = "";
    private String lastEventId = "";

    FieldReader(int maxEventBytes, SseParser.Handler handler) {
        this.handler = handler;
        this.data = new DataLines(maxEventBytes);
    }

    /** One line without its end. Borrows the array until {@link #settle}. */
    void line(byte[] b, int from, int to) {
        if (from == to) {
            dispatch();
            return;
        }
        if (b[from] == ':') {
            handler.comment();
            return;
        }
        int nameEnd = from;
        while (nameEnd < to && b[nameEnd] != ':') nameEnd++;
        int value = Math.min(nameEnd + 1, to);
        if (value < to && b[value] == ' ') value++;
        if (is(DATA, b, from, nameEnd)) data.add(b, value, to);
        else if (is(EVENT, b, from, nameEnd)) type = new String(b, value, to - value, UTF_8);
        else if (is(ID, b, from, nameEnd)) id(b, value, to);
        else if (is(RETRY, b, from, nameEnd)) retry(b, value, to);
    }

    /** The array of the last lines is about to go: copies what is still borrowed from it. */
    void settle() {
        data.settle();
    }

    private void dispatch() {
        String name = type.isEmpty() ? "message" : type;
        type = "";
        if (!data.isEmpty()) handler.event(new SseEvent(name, data.take(), lastEventId));
    }

    private void id(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) if (b[i] == 0) return;
        lastEventId = new String(b, from, to - from, UTF_8);
    }

    private void retry(byte[] b, int from, int to) {
        if (from == to) return;
        long millis = 0;
        for (int i = from; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) return;
            millis = millis > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : millis * 10 + digit;
        }
        handler.retry(millis);
    }

    private static boolean is(byte[] name, byte[] b, int from, int to) {
        return to - from == name.length && Arrays.equals(b, from, to, name, 0, name.length);
    }
}
