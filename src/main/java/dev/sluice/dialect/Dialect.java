package dev.sluice.dialect;

import java.util.Locale;

/** The dialects that callers and providers of chat speak. */
public enum Dialect {
    /** The one that the house itself speaks, and that all others are translated to and from. */
    OPENAI,
    ANTHROPIC,
    GEMINI;

    /**
     * @param name as configured, such as {@code anthropic}
     * @throws IllegalArgumentException where there is none of that name
     */
    public static Dialect of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
