package dev.sluice.app.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 32KiB}, {@code 4MiB}, {@code 1GiB}, or plain bytes. Powers of 1024. */
final class SizeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");

    private SizeText() {}

    /** @return -1 where the text is no size */
    static long parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) return -1;
        long n = Long.parseLong(m.group(1));
        String unit = m.group(2) == null ? "B" : m.group(2);
        return switch (unit) {
            case "KiB" -> n << 10;
            case "MiB" -> n << 20;
            case "GiB" -> n << 30;
            default -> n;
        };
    }

    /** In the largest unit that loses nothing. */
    static String format(long bytes) {
        if (bytes != 0 && bytes % (1L << 30) == 0) return (bytes >> 30) + "GiB";
        if (bytes != 0 && bytes % (1L << 20) == 0) return (bytes >> 20) + "MiB";
        if (bytes != 0 && bytes % (1L << 10) == 0) return (bytes >> 10) + "KiB";
        return Long.toString(bytes);
    }
}
