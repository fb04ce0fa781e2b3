package dev.sluice.simulator;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code name;key=value;…} from a model's name and {@code key=value;…} from the header {@code x-simulate}, which wins
 * key by key. {@link Simulator} documents the keys. Whatever is unknown or out of range is refused, never ignored: a test
 * whose fault is misspelt must not pass.
 */
final class ScriptReader {
    static final String HEADER = "x-simulate";

    /** The models and their ordinary pace, in the form that a request would ask for it. */
    static final Map<String, String> MODELS = models();

    private static final int MAX_MILLIS = 600_000;
    private static final int MAX_TOKENS = 200_000;
    private static final int MAX_EVENT_BYTES = 4 << 20;
    private static final Duration SLOW_FIRST = Duration.ofSeconds(10);
    private static final Set<String> KEYS = Set.of(
            "ttft",
            "head",
            "rate",
            "jitter",
            "tokens",
            "bytes",
            "seed",
            "fault",
            "at",
            "retry-after",
            "times",
            "fault-id");

    private final Map<String, String> values = new HashMap<>();
    private boolean firstTokenAsked;

    private ScriptReader() {}

    /**
     * @param header null where there is none
     * @throws RefusedException 404 for a model that does not exist, 400 for a directive that cannot be read
     */
    static Script read(String model, String header) {
        int end = model.indexOf(';');
        String pace = MODELS.get(end < 0 ? model : model.substring(0, end));
        if (pace == null) throw RefusedException.noSuchModel(model);
        ScriptReader reader = new ScriptReader();
        reader.take(pace, "model");
        reader.firstTokenAsked = false; // the model's own pace is no wish
        if (end >= 0) reader.take(model.substring(end + 1), "model");
        if (header != null) reader.take(header, HEADER);
        return reader.script();
    }

    private static Map<String, String> models() {
        Map<String, String> models = new LinkedHashMap<>();
        models.put("sim", "ttft=250;rate=40;jitter=0.3");
        models.put("sim-fast", "ttft=60;rate=150;jitter=0.2");
        models.put("sim-slow", "ttft=1500;rate=8;jitter=0.4");
        models.put("sim-instant", "ttft=0;rate=0;jitter=0");
        return models;
    }

    private void take(String directives, String from) {
        for (String directive : directives.split(";")) {
            if (directive.isBlank()) continue;
            int equals = directive.indexOf('=');
            String key = (equals < 0 ? directive : directive.substring(0, equals))
                    .strip()
                    .replace('_', '-');
            if (equals < 0 || !KEYS.contains(key))
                throw RefusedException.invalid(
                        from, "Unknown directive '" + directive.strip() + "' for the simulator.");
            if (key.equals("ttft")) firstTokenAsked = true;
            values.put(key, directive.substring(equals + 1).strip());
        }
    }

    private Script script() {
        Set<Fault> faults = faults();
        boolean slow = faults.contains(Fault.SLOW_FIRST) && !firstTokenAsked;
        String faultId = values.get("fault-id");
        if (values.containsKey("times") && faultId == null) throw bad("times", "needs a fault-id to count by");
        return new Script(
                Duration.ofMillis(whole("head", 0, MAX_MILLIS, 0)),
                slow ? SLOW_FIRST : Duration.ofMillis(whole("ttft", 0, MAX_MILLIS, 0)),
                real("rate", 1_000_000),
                real("jitter", 1),
                (int) whole("tokens", 0, MAX_TOKENS, -1),
                (int) whole("bytes", 0, MAX_EVENT_BYTES, 0),
                whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0),
                faults,
                (int) whole("at", -1, MAX_TOKENS, 5),
                (int) whole("retry-after", 0, MAX_MILLIS, -1),
                (int) whole("times", 0, Integer.MAX_VALUE, Integer.MAX_VALUE),
                faultId);
    }

    private Set<Fault> faults() {
        EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
        String names = values.getOrDefault("fault", "");
        int fatal = 0;
        for (String name : names.split("\\+")) {
            if (name.isBlank() || name.equals("none")) continue;
            Fault fault = Fault.named(name).orElseThrow(() -> bad("fault", "is not known"));
            if (faults.add(fault) && fault.kind() != Fault.Kind.SHAPE && ++fatal > 1)
                throw bad("fault", "names two that exclude each other");
        }
        return Set.copyOf(faults);
    }

    private long whole(String key, long min, long max, long absent) {
        String value = values.get(key);
        if (value == null) return absent;
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) return number;
        } catch (NumberFormatException e) {
            throw bad(key, "is not a whole number");
        }
        throw bad(key, "is not between " + min + " and " + max);
    }

    private double real(String key, double max) {
        try {
            double number = Double.parseDouble(values.getOrDefault(key, "0"));
            if (number >= 0 && number <= max) return number;
        } catch (NumberFormatException e) {
            throw bad(key, "is not a number");
        }
        throw bad(key, "is not between 0 and " + (long) max);
    }

    private RefusedException bad(String key, String why) {
        return RefusedException.invalid(key, "The directive '" + key + "=" + values.get(key) + "' " + why + ".");
    }
}
