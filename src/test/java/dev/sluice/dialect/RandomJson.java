package dev.sluice.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes a value as JSON in one of its many forms: members in any order, white space anywhere, characters raw or
 * escaped.
 */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    /**
     * Text with everything that a literal may trip over: quotes, backslashes, controls, all planes. Pairs are
     * whole.
     */
    String text(int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append("\"\\/{}[],:".charAt(random.nextInt(9)));
                case 1 -> text.append((char) random.nextInt(0x20));
                case 2 -> text.append((char) (0x80 + random.nextInt(0x700)));
                case 3 -> text.append((char) (0x2010 + random.nextInt(0x5000)));
                case 4 -> text.appendCodePoint(0x1F300 + random.nextInt(0x300));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }

    /** Maps, lists, strings, numbers, booleans and null. */
    String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((name, each) -> members.add(space() + string((String) name) + space() + ":" + write(each)));
            Collections.shuffle(members, random);
            return space() + "{" + String.join(",", members) + space() + "}" + space();
        }
        if (value instanceof List<?> list) {
            List<String> elements = new ArrayList<>();
            for (Object each : list) elements.add(write(each));
            return space() + "[" + String.join(",", elements) + space() + "]" + space();
        }
        return space() + (value instanceof String text ? string(text) : String.valueOf(value)) + space();
    }

    private String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean mustEscape = c < 0x20 || c == '"' || c == '\\';
            // Only whole pairs may stay raw: half a pair has no UTF-8.
            boolean mayEscape = !Character.isSurrogate(c);
            if (mustEscape || mayEscape && random.nextInt(10) == 0) out.append(escape(c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    private String escape(char c) {
        int known = "\"\\/\b\f\n\r\t".indexOf(c);
        if (known >= 0 && random.nextBoolean()) return "\\" + "\"\\/bfnrt".charAt(known);
        return String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c);
    }

    private String space() {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
