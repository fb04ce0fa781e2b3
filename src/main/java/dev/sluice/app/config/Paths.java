package dev.sluice.app.config;

import java.util.regex.Pattern;

/** How a place in the configuration is written: {@code listen.port}, {@code routes[0].model}, {@code prices["gpt-4.1"].input}. */
final class Paths {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Paths() {}

    static String child(String path, String key) {
        if (!PLAIN.matcher(key).matches()) return path + "[" + Shown.of(key) + "]";
        return path.isEmpty() ? key : path + "." + key;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }
}
