package dev.sluice.model;

/** A value from outside does not have the shape that its field needs. Names the field, what came and what was expected. */
public final class InvalidValueException extends IllegalArgumentException {
    private static final int SHOWN = 64;
    private final String field;

    /**
     * @param got      as it came, of any type; shown cut short
     * @param expected in words, behind "expected"
     */
    public InvalidValueException(String field, Object got, String expected) {
        super(field + ": got " + show(got) + ", expected " + expected);
        this.field = field;
    }

    /** Which one is wrong, as the caller wrote it. */
    public String field() {
        return field;
    }

    /** What came, made safe to print: control characters escaped, cut after 64 characters. */
    public static String show(Object got) {
        if (got == null) return "nothing";
        if (got instanceof Number || got instanceof Boolean) return got.toString();
        String s = got.toString();
        StringBuilder out = new StringBuilder(Math.min(s.length(), SHOWN) + 8).append('"');
        for (int i = 0; i < s.length() && i < SHOWN; i++) {
            char c = s.charAt(i);
            if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append(s.length() > SHOWN ? "…\"" : "\"").toString();
    }
}
