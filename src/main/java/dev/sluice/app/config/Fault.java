package dev.sluice.app.config;

/**
 * One thing that is wrong with a configuration. Safe to print: a secret's value is never in it.
 *
 * @param path     where, such as {@code upstreams.deepseek.base_url} or {@code routes[2].model}; the file's name where the
 *                 file as a whole cannot be read
 * @param got      what stands there
 * @param expected what would be right
 * @param line     line in the file, from 1; 0 where nothing is written there
 */
public record Fault(String path, String got, String expected, int line) {
    /** One line for people: {@code path: got …, expected … (line N)}. */
    @Override
    public String toString() {
        return path + ": got " + got + ", expected " + expected + (line > 0 ? " (line " + line + ")" : "");
    }
}
