package dev.sluice.app.config;

import dev.sluice.model.TelemetryConfig;
import dev.sluice.model.TelemetryConfig.RequestLines;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** {@code node}, {@code log} and {@code tracing}: what the node tells about itself. */
final class TelemetrySections {
    private static final List<String> FORMATS = List.of("text", "json");
    private static final List<String> LINES = List.of("off", "answers", "all");

    private TelemetrySections() {}

    static TelemetryConfig read(Section root) {
        Section node = root.section("node");
        String region = node.text("region", "");
        if (!region.matches("[A-Za-z0-9._-]{0,64}"))
            node.fault("region", Shown.of(region), "up to 64 characters of A-Z a-z 0-9 . _ -");
        node.end();
        Section log = root.section("log");
        String format = word(log, "format", "text", FORMATS);
        String requests = word(log, "requests", "answers", LINES);
        log.end();
        Section tracing = root.section("tracing");
        URI collector = tracing.url("collector");
        int sample = tracing.integer("sample", 100, 0, 100);
        tracing.end();
        return new TelemetryConfig(region, format.equals("json"), lines(requests), collector, sample);
    }

    private static RequestLines lines(String word) {
        return LINES.contains(word) ? RequestLines.valueOf(word.toUpperCase(Locale.ROOT)) : RequestLines.ANSWERS;
    }

    private static String word(Section s, String key, String otherwise, List<String> known) {
        String word = s.text(key, otherwise);
        if (!known.contains(word)) s.fault(key, Shown.of(word), Nearest.oneOf(word, known));
        return word;
    }
}
