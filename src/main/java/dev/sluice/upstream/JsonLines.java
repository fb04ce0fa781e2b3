package dev.sluice.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads JSON Lines (jsonlines.org), pushed in pieces of any size: one text a line, ended by LF or CRLF. Empty lines, which sources
 * send as signs of life, are passed over; what stands behind the last line end is never told. Owned by whoever feeds it.
 */
final class JsonLines {
    private final int maxBytes;
    private final Consumer<String> line;
    private ByteArrayOutputStream held = new ByteArrayOutputStream(256);

    JsonLines(int maxBytes, Consumer<String> line) {
        this.maxBytes = maxBytes;
        this.line = line;
    }

    /** @return false where a line outgrew the limit; nothing more can be read then */
    boolean feed(Buffer bytes) {
        byte[] b = bytes.getBytes();
        int from = 0;
        for (int i = 0; i < b.length; i++) {
            if (b[i] != '\n') continue;
            if (held.size() + i - from > maxBytes) return false;
            held.write(b, from, i - from);
            tell();
            from = i + 1;
        }
        if (held.size() + b.length - from > maxBytes) return false;
        held.write(b, from, b.length - from);
        return true;
    }

    private void tell() {
        String text = held.toString(StandardCharsets.UTF_8).strip();
        // One huge line shall not keep its array for the small ones that follow.
        if (held.size() > 16 * 1024) held = new ByteArrayOutputStream(256);
        else held.reset();
        if (!text.isEmpty()) line.accept(text);
    }
}
