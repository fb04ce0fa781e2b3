package dev.sluice.sse;

import java.util.ArrayList;
import java.util.List;

/**
 * The standard's algorithm, written as it reads: decode everything, cut into lines, go through them one by one. Slow
 * and plain, to be compared with. What it saw is a list of texts, one for each event, retry and comment.
 */
final class NaiveSse {
    private NaiveSse() {}

    static List<String> read(String stream) {
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        List<String> seen = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        String type = "";
        String id = "";
        for (String line : completeLines(text)) {
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    String whole = data.substring(0, data.length() - 1);
                    seen.add(event(type.isEmpty() ? "message" : type, whole, id));
                }
                data.setLength(0);
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            if (colon == 0) {
                seen.add("comment");
                continue;
            }
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            if (value.startsWith(" ")) value = value.substring(1);
            if (field.equals("event")) type = value;
            if (field.equals("data")) data.append(value).append('\n');
            if (field.equals("id") && value.indexOf('\0') < 0) id = value;
            if (field.equals("retry") && value.matches("[0-9]+")) seen.add("retry " + Long.parseLong(value));
        }
        return seen;
    }

    static String event(String type, String data, String id) {
        return "event " + type + " [" + data + "] " + id;
    }

    private static List<String> completeLines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && i > 0 && text.charAt(i - 1) == '\r') continue;
            if (c == '\n' || c == '\r') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append(c);
            }
        }
        return lines;
    }
}
