package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;

/**
 * Writes JSON string literals (RFC 8259 section 7) in UTF-8. Unlike a common encoder it takes any Java string: half a
 * surrogate pair, as a cut text may end with, is written as an escape instead of being refused or replaced. Any thread.
 */
public final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** The literal without its quotes, as a chunk's text body is: fit to be joined with others. */
    public static Buffer body(CharSequence text) {
        return Buffer.buffer(
                escaped(text, new StringBuilder(text.length() + 16)).toString());
    }

    /** The literal with its quotes; {@code null} for null. */
    public static Buffer literal(CharSequence text) {
        if (text == null) return Buffer.buffer("null");
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        return Buffer.buffer(escaped(text, out).append('"').toString().getBytes(UTF_8));
    }

    static StringBuilder escaped(CharSequence text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < 0x20 || c == 0x7F) {
                unicode(out, c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                unicode(out, c);
            }
        }
        return out;
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt(c >> shift & 0xF));
    }
}
