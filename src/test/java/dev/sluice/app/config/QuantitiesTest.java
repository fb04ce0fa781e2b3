package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "15s,PT15S", "5m,PT5M", "24h,PT24H", "7d,PT168H", "0s,PT0S"})
    void readsDurations(String text, Duration expected) {
        assertEquals(expected, DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "15 s", "-1s", "1.5s", "s", "15S", "1h30m", "999999999999d", "9999999999999s"})
    void refusesWhatIsNoDuration(String text) {
        assertNull(DurationText.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "17,17", "17B,17", "32KiB,32768", "4MiB,4194304", "2GiB,2147483648"})
    void readsSizes(String text, long expected) {
        assertEquals(expected, SizeText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4MB", "4 MiB", "-1", "1.5KiB", "KiB", "4mib", "9999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertEquals(-1, SizeText.parse(text));
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long n = random.nextLong(1L << (1 + random.nextInt(36)));
            assertEquals(n, SizeText.parse(SizeText.format(n)), () -> "seed " + seed);
            Duration d = Duration.ofMillis(n);
            assertEquals(d, DurationText.parse(DurationText.format(d)), () -> "seed " + seed);
        }
    }

    @Test
    void guessesWhatWasMeant() {
        List<String> known = List.of("host", "port", "max_body", "cors_origins");
        assertEquals("port", Nearest.to("prot", known));
        assertEquals("max_body", Nearest.to("maxbody", known));
        assertEquals("cors_origins", Nearest.to("CORS_ORIGIN", known));
        assertNull(Nearest.to("colour", known));
        assertNull(Nearest.to("x".repeat(2_000), known));
    }
}
