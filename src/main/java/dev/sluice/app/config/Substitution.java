package dev.sluice.app.config;

import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Puts the environment into a value.
 *
 * <pre>
 * ${NAME}           the variable; a fault where it is not set
 * ${NAME:otherwise} the variable, or the text after the colon where it is not set or empty; may hold further ${…}
 * $${               a literal ${
 * </pre>
 *
 * A variable's own text is taken as it is, never expanded again: what an operator puts into a password stays what it is.
 * Empty counts as not set behind a colon because orchestrators pass {@code NAME=} for "no value".
 */
final class Substitution {
    private final Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @param faults told (got, expected) for each thing that is wrong; the result is meaningless then */
    String apply(String text, BiConsumer<String, String> faults) {
        if (text.indexOf('$') < 0) return text;
        return new Scan(text, faults).until(false, true);
    }

    private final class Scan {
        private final String text;
        private final BiConsumer<String, String> faults;
        private int at;

        Scan(String text, BiConsumer<String, String> faults) {
            this.text = text;
            this.faults = faults;
        }

        /**
         * Reads on to the end of the text, or, inside a default, to its closing brace.
         *
         * @param live false in a default that is not used: it is read over, and what it lacks is no fault
         */
        String until(boolean inDefault, boolean live) {
            StringBuilder out = new StringBuilder();
            while (at < text.length() && !(inDefault && text.charAt(at) == '}')) {
                if (text.startsWith("$${", at)) {
                    out.append("${");
                    at += 3;
                } else if (text.startsWith("${", at)) {
                    out.append(variable(live));
                } else {
                    out.append(text.charAt(at++));
                }
            }
            return out.toString();
        }

        private String variable(boolean live) {
            at += 2;
            int start = at;
            while (at < text.length() && nameChar(text.charAt(at), at == start)) at++;
            String name = text.substring(start, at);
            boolean defaults = at < text.length() && text.charAt(at) == ':';
            if (name.isEmpty() || !defaults && (at == text.length() || text.charAt(at) != '}')) {
                at = text.length();
                faults.accept("a ${ that names no variable", "${NAME}, ${NAME:default}, or $${ for a literal ${");
                return "";
            }
            String set = environment.get(name);
            if (!defaults) {
                at++;
                if (set == null && live)
                    faults.accept("${" + name + "}", "the environment variable " + name + " to be set");
                return set == null ? "" : set;
            }
            at++;
            boolean use = set == null || set.isEmpty();
            String otherwise = until(true, live && use);
            if (at == text.length()) faults.accept("${" + name + ":… without an end", "a closing }");
            at++;
            return use ? otherwise : set;
        }

        private boolean nameChar(char c, boolean first) {
            return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || !first && c >= '0' && c <= '9';
        }
    }
}
