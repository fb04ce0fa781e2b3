package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubstitutionTest {
    private static final Map<String, String> ENV =
            Map.of("HOST", "10.0.0.7", "PORT", "81", "EMPTY", "", "TRICKY", "${PORT} } $${ \\ $1");
    private final List<String> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${HOST}                  | 10.0.0.7",
                "http://${HOST}:${PORT}/v1 | http://10.0.0.7:81/v1",
                "${HOST:x}                | 10.0.0.7",
                "${NONE:x}                | x",
                "${NONE:a:b}              | a:b",
                "${NONE:}                 | ''",
                "${EMPTY:x}               | x",
                "${EMPTY}                 | ''",
                "${NONE:${PORT}}          | 81",
                "${NONE:<${NONE:${HOST}}>} | <10.0.0.7>",
                "$${HOST}                 | ${HOST}",
                "${NONE:$${}              | ${",
                "$HOST                    | $HOST",
                "5$                       | 5$",
                "$$                       | $$",
                "a}b                      | a}b",
            })
    void putsTheEnvironmentIn(String text, String expected) {
        assertEquals(expected, apply(text));
        assertEquals(List.of(), faults);
    }

    @Test
    void takesAVariableAsItIs() {
        assertEquals("<${PORT} } $${ \\ $1>", apply("<${TRICKY}>"));
        assertEquals("<${PORT} } $${ \\ $1>", apply("<${NONE:${TRICKY}}>"));
    }

    @Test
    void namesEveryVariableThatIsNotSet() {
        apply("${A}-${B}-${HOST}-${NONE:${C}}");
        assertEquals(3, faults.size(), faults::toString);
        assertTrue(faults.toString().matches(".*A to be set.*B to be set.*C to be set.*"), faults::toString);
    }

    @Test
    void doesNotAskForWhatAnUnusedDefaultLacks() {
        assertEquals("10.0.0.7", apply("${HOST:${MISSING}}"));
        assertEquals(List.of(), faults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${}", "${HOST", "${HOST:x", "${1A}", "${A-B}", "${HOST:${PORT}", "x ${ y", "${:x}"})
    void refusesWhatIsNoReference(String text) {
        apply(text);
        assertEquals(1, faults.size(), faults::toString);
    }

    @Test
    void escapingAnyTextGivesItBack() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String text = noise(random);
            assertEquals(text, apply(text.replace("${", "$${")), () -> "seed " + seed);
            assertEquals(List.of(), faults, () -> "seed " + seed + " text " + text);
        }
    }

    @Test
    void anyTextEndsWithAResultOrAFault() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            faults.clear();
            String text = noise(random);
            String out = apply(text);
            boolean untouched = !text.contains("${");
            if (untouched) assertEquals(text, out, () -> "seed " + seed);
        }
    }

    @Test
    void aSetVariableComesOutVerbatimWhereverItStands() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String value = noise(random);
            String before = noise(random).replace("$", "");
            Substitution substitution = new Substitution(Map.of("V", value));
            String out = substitution.apply(before + "${V}", (got, expected) -> faults.add(got));
            assertEquals(before + value, out, () -> "seed " + seed);
        }
        assertEquals(List.of(), faults);
    }

    private String apply(String text) {
        return new Substitution(ENV).apply(text, (got, expected) -> faults.add(got + " / " + expected));
    }

    private static String noise(Random random) {
        String alphabet = "${}:AaHOST_1 é";
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(16); n > 0; n--) out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        return out.toString();
    }
}
