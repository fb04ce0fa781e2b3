package dev.sluice.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of one file: what all sections of it share. Collects the faults, the line of each path, and the effective
 * values.
 */
final class Reading {
    /** What relative file names are relative to. */
    final Path directory;

    private final Substitution substitution;
    private final List<Fault> faults;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, String> effective = new LinkedHashMap<>();

    /** @param faults to add to; those of the YAML step are in it already */
    Reading(Path directory, Map<String, String> environment, List<Fault> faults) {
        this.directory = directory;
        this.substitution = new Substitution(environment);
        this.faults = faults;
    }

    /** Of another file that belongs to this one: its faults are collected apart, and its values are not among the effective ones. */
    Reading of(List<Fault> apart) {
        return new Reading(directory, substitution, apart);
    }

    private Reading(Path directory, Substitution substitution, List<Fault> faults) {
        this.directory = directory;
        this.substitution = substitution;
        this.faults = faults;
    }

    void fault(Fault fault) {
        faults.add(fault);
    }

    void at(String path, int line) {
        lines.put(path, line);
    }

    void fault(String path, String got, String expected) {
        faults.add(new Fault(path, got, expected, lines.getOrDefault(path, 0)));
    }

    /** Whether something at or below this path is at fault already; a second complaint would only confuse. */
    boolean faulty(String path) {
        for (Fault f : faults) {
            String at = f.path();
            boolean below =
                    at.startsWith(path) && at.length() > path.length() && ".[".indexOf(at.charAt(path.length())) >= 0;
            if (at.equals(path) || below) return true;
        }
        return false;
    }

    /** @return the value with the environment in it; null where nothing is written, it is empty, or it is at fault */
    String resolve(String path, Tree.Scalar scalar) {
        String raw = scalar.text();
        if (scalar.plain() && (raw.equals("null") || raw.equals("~"))) return null;
        int before = faults.size();
        String text = substitution.apply(raw, (got, expected) -> fault(path, got, expected));
        return faults.size() > before || text.isEmpty() ? null : text;
    }

    void effective(String path, String shown) {
        effective.put(path, shown);
    }

    EffectiveConfig effective() {
        return new EffectiveConfig(effective);
    }

    /** All faults, in the order of the file; those without a line come last. */
    List<Fault> faults() {
        List<Fault> sorted = new ArrayList<>(faults);
        sorted.sort(Comparator.comparingInt(f -> f.line() == 0 ? Integer.MAX_VALUE : f.line()));
        return List.copyOf(sorted);
    }
}
