package dev.sluice.dialect.anthropic;

/** Tells when a JSON object that comes in pieces is complete, without reading it: by its braces. Mutable; one tool call's. */
final class Balance {
    private int depth;
    private boolean opened;
    private boolean inString;
    private boolean escaped;

    void add(CharSequence piece) {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (escaped) escaped = false;
            else if (inString) {
                escaped = c == '\\';
                inString = c != '"';
            } else if (c == '"') inString = true;
            else if (c == '{' || c == '[') {
                opened = true;
                depth++;
            } else if (c == '}' || c == ']') depth--;
        }
    }

    boolean complete() {
        return opened && depth <= 0;
    }
}
