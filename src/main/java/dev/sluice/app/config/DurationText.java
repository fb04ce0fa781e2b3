package dev.sluice.app.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 15s}, {@code 5m}, {@code 24h}, {@code 7d}. At most ten years. */
final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Duration MAX = Duration.ofDays(3650);

    private DurationText() {}

    /** @return null where the text is no duration */
    static Duration parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) return null;
        long n = Long.parseLong(m.group(1));
        Duration d = switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
        return d.compareTo(MAX) > 0 ? null : d;
    }

    /** In the largest unit that loses nothing. */
    static String format(Duration d) {
        long ms = d.toMillis();
        if (ms == 0) return "0s";
        if (ms % 1000 != 0) return ms + "ms";
        long s = ms / 1000;
        if (s % 3600 == 0) return s / 3600 + "h";
        return s % 60 == 0 ? s / 60 + "m" : s + "s";
    }
}
