package dev.sluice.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * What a model is going to read in a chat request: its texts, the first of them to be counted exactly, the rest by
 * size. Walks once over the JSON and builds no tree. Used by one thread, once.
 */
final class PromptText {
    /** Members of a request, in any dialect, that hold messages, and those whose strings are read besides. */
    private static final Set<String> MESSAGES = Set.of("messages", "contents");

    private static final Set<String> TEXTS =
            Set.of("system", "systemInstruction", "system_instruction", "prompt", "input", "instructions");

    /** Schemas: here the names are read, too. */
    private static final Set<String> SCHEMAS = Set.of("tools", "functions", "response_format", "generationConfig");

    /** Strings that steer and are not read, or cost next to nothing. */
    private static final Set<String> SILENT = Set.of(
            "type",
            "role",
            "id",
            "tool_call_id",
            "tool_use_id",
            "mime_type",
            "mimeType",
            "media_type",
            "detail",
            "format");

    /** Strings that stand for an image or a file, by reference or in base64. */
    private static final Set<String> MEDIA = Set.of("url", "image_url", "data", "file_data", "file_id", "fileUri");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final StringBuilder sample = new StringBuilder();
    private final int most;
    private long sampleBytes;
    private long bytes;
    private int messages;
    private int media;

    private PromptText(int most) {
        this.most = most;
    }

    /**
     * @param most characters that are kept for counting
     * @throws IOException where it is no JSON
     */
    static PromptText read(byte[] body, int from, int to, int most) throws IOException {
        PromptText text = new PromptText(most);
        try (JsonParser parser = FACTORY.createParser(body, from, to - from)) {
            text.request(parser);
        }
        return text;
    }

    private void request(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) return;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            if (MESSAGES.contains(member)) walk(parser, member, false, true);
            else if (TEXTS.contains(member)) walk(parser, member, false, false);
            else if (SCHEMAS.contains(member)) walk(parser, member, true, false);
            else parser.skipChildren();
        }
    }

    /** The value that the parser is at, to its end. */
    private void walk(JsonParser parser, String member, boolean readNames, boolean countMessages) throws IOException {
        int depth = 0;
        String name = member;
        for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
            if (token.isStructStart()) {
                depth++;
                if (countMessages && depth == 2) messages++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
                if (readNames) add(name.toCharArray(), 0, name.length());
            } else if (token == JsonToken.VALUE_STRING) {
                string(parser, name);
            }
            if (depth == 0) return;
        }
    }

    private void string(JsonParser parser, String name) throws IOException {
        if (MEDIA.contains(name)) media++;
        else if (!SILENT.contains(name))
            add(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    private void add(char[] text, int offset, int length) {
        long before = bytes;
        int kept = Math.min(length, most - sample.length());
        for (int i = offset; i < offset + length; i++) bytes += utf8(text[i]);
        if (kept <= 0) return;
        sample.append(text, offset, kept);
        if (kept == length) sampleBytes += bytes - before;
        else for (int i = offset; i < offset + kept; i++) sampleBytes += utf8(text[i]);
        // A word's border: without it two texts could share a token.
        if (sample.length() < most) sample.append('\n');
    }

    /** Bytes of this character in UTF-8; of a surrogate, half of its pair's. */
    private static int utf8(char c) {
        if (c < 0x80) return 1;
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }

    /** The first texts, one a line, at most as long as was asked for. */
    String sample() {
        return sample.toString();
    }

    /** Size in UTF-8 of what the sample holds of the texts. */
    long sampleBytes() {
        return sampleBytes;
    }

    /** Size in UTF-8 of all texts. */
    long bytes() {
        return bytes;
    }

    int messages() {
        return messages;
    }

    /** Images and files. */
    int media() {
        return media;
    }
}
