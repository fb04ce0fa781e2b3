package dev.sluice.app.config;

import java.util.Map;

/**
 * Every value that a node runs with, defaults included, under the names of the file: what is logged at start. Collected
 * while the file is read, so that it cannot lag behind; secrets are masked before they get here.
 *
 * @param values path to text, in the order of the file's sections
 */
public record EffectiveConfig(Map<String, String> values) {
    /** One {@code path = value} per line, each indented by two blanks. */
    public String text() {
        StringBuilder out = new StringBuilder();
        values.forEach((path, value) ->
                out.append("  ").append(path).append(" = ").append(value).append('\n'));
        return out.toString().stripTrailing();
    }
}
