package dev.sluice.app.config;

import dev.sluice.model.Config.ShareMode;
import dev.sluice.model.Config.ShareScope;
import dev.sluice.model.Config.Sharing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code sharing}: which identical requests share an answer, with whom, for how long, and who pays. */
final class SharingSection {
    private static final long MIB = 1L << 20;
    private static final List<String> PAYERS = List.of("first", "each");

    private SharingSection() {}

    static Sharing read(Section s) {
        Sharing sharing = new Sharing(
                word(s, "mode", ShareMode.DETERMINISTIC),
                word(s, "scope", ShareScope.TENANT),
                s.duration("cache_ttl", Duration.ofHours(1), Duration.ofMillis(1)),
                s.size("cache_bytes", 64 * MIB, 0, 1L << 40),
                payer(s).equals("each"));
        s.end();
        return sharing;
    }

    private static <E extends Enum<E>> E word(Section s, String key, E fallback) {
        String text = s.text(key, wire(fallback));
        for (E each : fallback.getDeclaringClass().getEnumConstants())
            if (wire(each).equals(text)) return each;
        List<String> known = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                .map(SharingSection::wire)
                .toList();
        s.fault(key, Shown.of(text), Nearest.oneOf(text, known));
        return fallback;
    }

    private static String payer(Section s) {
        String text = s.text("pays", "first");
        if (!PAYERS.contains(text)) s.fault("pays", Shown.of(text), Nearest.oneOf(text, PAYERS));
        return text;
    }

    private static String wire(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
