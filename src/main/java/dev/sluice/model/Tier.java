package dev.sluice.model;

import java.util.Locale;

/** The plan that a caller is on: decides limits and the place in the queue. */
public enum Tier {
    FREE,
    PRO,
    ENTERPRISE;

    /** The name on the wire and in the configuration: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * By its name on the wire. Fails with {@link InvalidValueException}.
     *
     * @param field that the name stands in
     */
    public static Tier of(String field, String value) {
        for (Tier t : values()) if (t.wire().equals(value)) return t;
        throw new InvalidValueException(field, value, "free, pro or enterprise");
    }
}
