package dev.sluice.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The values of one mapping of the file, read key by key into types. A wrong value adds a fault and reads as its default, so
 * that reading always goes on. Absent means: not written, {@code null}, or empty once the environment is in.
 */
sealed class Values permits Section {
    final Reading reading;
    final Map<String, Tree> entries;
    final Set<String> asked = new LinkedHashSet<>();
    private final String path;

    Values(Reading reading, String path, Tree.Entries entries) {
        this.reading = reading;
        this.path = path;
        this.entries = entries.values();
        reading.at(path, entries.line());
        this.entries.forEach((key, tree) -> reading.at(path(key), tree.line()));
    }

    /** @param key empty for the section itself */
    final String path(String key) {
        return key.isEmpty() ? path : Paths.child(path, key);
    }

    void fault(String key, String got, String expected) {
        reading.fault(path(key), got, expected);
    }

    boolean faulty(String key) {
        return reading.faulty(path(key));
    }

    /** Whether the key is in the file, even if its value turns out empty. */
    boolean written(String key) {
        asked.add(key);
        return entries.containsKey(key);
    }

    /** @return {@code otherwise} where absent; may be null */
    String text(String key, String otherwise) {
        String text = value(key);
        return kept(key, text == null ? otherwise : text);
    }

    /** Faults an absent value. */
    String required(String key, String expected) {
        String text = text(key, null);
        if (text == null && !faulty(key)) fault(key, "nothing", expected);
        return text;
    }

    /** A text that is never printed. */
    String secret(String key) {
        String text = value(key);
        reading.effective(path(key), text == null ? "(none)" : Shown.MASK);
        return text;
    }

    boolean flag(String key, boolean otherwise) {
        String text = value(key);
        boolean known = text == null || text.equals("true") || text.equals("false");
        if (!known) fault(key, Shown.of(text), "true or false");
        return kept(key, text == null || !known ? otherwise : text.equals("true"));
    }

    int integer(String key, int otherwise, int min, int max) {
        String text = value(key);
        int n = otherwise;
        if (text != null) {
            boolean whole = text.matches("-?\\d{1,10}");
            long parsed = whole ? Long.parseLong(text) : 0;
            if (!whole || parsed < min || parsed > max)
                fault(key, Shown.of(text), "a whole number from " + min + " to " + max);
            else n = (int) parsed;
        }
        return kept(key, n);
    }

    double amount(String key, double otherwise) {
        String text = value(key);
        boolean number = text == null || text.matches("\\d{1,9}(\\.\\d{1,9})?");
        if (!number) fault(key, Shown.of(text), "a number of US dollars, 0 or more, such as 0.27");
        return kept(key, text == null || !number ? otherwise : Double.parseDouble(text));
    }

    Duration duration(String key, Duration otherwise, Duration min) {
        String text = value(key);
        Duration d = text == null ? otherwise : DurationText.parse(text);
        if (d == null || d.compareTo(min) < 0) {
            fault(
                    key,
                    Shown.of(text),
                    "a duration such as 250ms, 15s, 5m or 24h, at least " + DurationText.format(min));
            d = otherwise;
        }
        reading.effective(path(key), DurationText.format(d));
        return d;
    }

    /** The same where it must not be longer than {@code max}, either. */
    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        Duration read = duration(key, otherwise, min);
        if (read.compareTo(max) <= 0) return read;
        fault(key, DurationText.format(read), "at most " + DurationText.format(max));
        return otherwise;
    }

    /** Faults {@code key} where its value is longer than that of {@code bound}. */
    void atMost(String key, Duration value, String bound, Duration most) {
        if (value.compareTo(most) > 0)
            fault(key, DurationText.format(value), "at most " + bound + ", which is " + DurationText.format(most));
    }

    long size(String key, long otherwise, long min, long max) {
        String text = value(key);
        long n = text == null ? otherwise : SizeText.parse(text);
        if (n < min || n > max) {
            String range = SizeText.format(min) + " to " + SizeText.format(max);
            fault(key, Shown.of(text), "a size such as 32KiB, 4MiB or plain bytes, from " + range);
            n = otherwise;
        }
        reading.effective(path(key), SizeText.format(n));
        return n;
    }

    /** An absolute http or https URL without user info, query and fragment; null where absent or at fault. */
    URI url(String key) {
        String text = value(key);
        kept(key, text == null ? null : Shown.maskUserInfo(text));
        if (text == null) return null;
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (web && uri.getHost() != null && bare) return uri;
        } catch (URISyntaxException e) {
            // said below, with what was expected
        }
        fault(key, Shown.of(text), "an http:// or https:// URL with a host, and without user info, query or fragment");
        return null;
    }

    /** A file that can be read, relative to the configuration's directory; null where absent or at fault. */
    Path file(String key) {
        String text = value(key);
        kept(key, text);
        if (text == null) return null;
        try {
            Path file = reading.directory.resolve(text);
            if (Files.isRegularFile(file) && Files.isReadable(file)) return file;
        } catch (InvalidPathException e) {
            // said below
        }
        fault(key, Shown.of(text), "a file that can be read");
        return null;
    }

    /** A list, or one value with commas in it (which is how an environment variable brings one). */
    List<String> texts(String key) {
        List<String> all = list(key);
        reading.effective(path(key), all.toString());
        return all;
    }

    /** The same, of texts that are never printed. */
    List<String> secrets(String key) {
        List<String> all = list(key);
        reading.effective(path(key), all.isEmpty() ? "(none)" : all.size() + " x " + Shown.MASK);
        return all;
    }

    private List<String> list(String key) {
        List<String> all = new ArrayList<>();
        if (entries.get(key) instanceof Tree.Items items) {
            asked.add(key);
            for (int i = 0; i < items.values().size(); i++) {
                Tree item = items.values().get(i);
                String at = Paths.item(path(key), i);
                reading.at(at, item.line());
                if (item instanceof Tree.Scalar scalar) {
                    String text = reading.resolve(at, scalar);
                    if (text != null) all.add(text);
                } else {
                    reading.fault(at, item.kind(), "a single value");
                }
            }
        } else {
            String text = value(key);
            if (text != null) for (String part : text.split(",")) if (!part.isBlank()) all.add(part.strip());
        }
        return List.copyOf(all);
    }

    private String value(String key) {
        asked.add(key);
        Tree tree = entries.get(key);
        if (tree == null) return null;
        if (tree instanceof Tree.Scalar scalar) return reading.resolve(path(key), scalar);
        fault(key, tree.kind(), "a single value");
        return null;
    }

    private <T> T kept(String key, T value) {
        reading.effective(path(key), value == null ? "(none)" : value.toString());
        return value;
    }
}
