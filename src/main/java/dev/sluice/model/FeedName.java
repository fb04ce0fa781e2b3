package dev.sluice.model;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a feed is called. Wider than an id, so that a feed can be named after a user whose id is an e-mail address or has the
 * {@code issuer|number} form of an identity provider.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ ~ - @ : | +}
 */
public record FeedName(String value) {
    /** What the characters of a name are, for messages. */
    public static final String CHARACTERS = "A-Z a-z 0-9 . _ ~ - @ : | +";

    private static final int MAX = 64;
    private static final Pattern CODE = Pattern.compile("~([0-9A-F]{2})");
    private static final String PLAIN = "._-";
    private static final String ESCAPED = "~@:|+";

    public FeedName {
        if (value == null || value.isEmpty() || value.length() > MAX || !clean(value))
            throw new InvalidValueException("feed", value, "1 to " + MAX + " characters of " + CHARACTERS);
    }

    /** {@code fd_} and the name; characters that an id may not have, and {@code ~} itself, as {@code ~} and two hex digits. */
    public StreamId stream() {
        StringBuilder out = new StringBuilder(value.length() + 3).append(StreamId.FEED);
        for (byte b : value.getBytes(StandardCharsets.US_ASCII)) {
            if (ESCAPED.indexOf(b) >= 0) out.append('~').append(String.format("%02X", b));
            else out.append((char) b);
        }
        return new StreamId(out.toString());
    }

    /** Whether the stream is a feed that has a name. */
    public static boolean isName(StreamId stream) {
        return stream.value().startsWith(StreamId.FEED);
    }

    /** The feed whose stream this is. Fails with {@link InvalidValueException} where no name gives this stream. */
    public static FeedName of(StreamId stream) {
        String text = stream.value().substring(StreamId.FEED.length());
        String name = CODE.matcher(text).replaceAll(code -> {
            String character = String.valueOf((char) Integer.parseInt(code.group(1), 16));
            return Matcher.quoteReplacement(character);
        });
        return new FeedName(name);
    }

    /** Whether every character may stand in a name. */
    public static boolean clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && PLAIN.indexOf(c) < 0 && ESCAPED.indexOf(c) < 0) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
