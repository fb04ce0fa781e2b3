package dev.sluice.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.dialect.Json;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;

/** One walk over the tokens of one event, which keeps what {@link GeminiScan} asks for. Used once. */
final class EventScan {
    /** What a part may hold without saying anything to a reader. */
    private static final Set<String> ASIDE = Set.of("thought", "thoughtSignature", "videoMetadata", "partMetadata");

    private final JsonParser parser;
    /** By candidate: its finish reason, or "" where it goes on. */
    final TreeMap<Integer, String> candidates = new TreeMap<>();

    boolean content;
    boolean calls;
    boolean blocked;
    boolean error;
    Usage usage;

    private EventScan(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws IOException where it is no JSON object, or its candidates are of another shape */
    static EventScan of(Buffer data) throws IOException {
        try (JsonParser parser = ProviderJson.pull(data)) {
            EventScan scan = new EventScan(parser);
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            scan.response();
            expect(parser.nextToken() == null);
            return scan;
        }
    }

    /**
     * The usage of a whole answer, or null.
     *
     * @throws FailureException {@code upstream_malformed} where it is no GenerateContentResponse
     */
    static Usage usage(Buffer response) {
        try {
            return of(response).usage;
        } catch (IOException e) {
            throw AnswerPart.malformed("that is not a GenerateContentResponse");
        }
    }

    private void response() throws IOException {
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "candidates" -> {
                    if (token == JsonToken.VALUE_NULL) continue;
                    expect(token == JsonToken.START_ARRAY);
                    while (parser.nextToken() != JsonToken.END_ARRAY) candidate();
                }
                case "promptFeedback" -> feedback();
                case "usageMetadata" -> usage = usage();
                case "error" -> error |= Json.says(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void candidate() throws IOException {
        expect(parser.currentToken() == JsonToken.START_OBJECT);
        int index = 0;
        String finish = "";
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "index" -> index = token == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
                case "finishReason" -> finish = token == JsonToken.VALUE_STRING ? parser.getText() : "";
                case "content" -> content();
                default -> parser.skipChildren();
            }
        }
        candidates.put(index, FinishReasons.ends(finish) ? finish : "");
    }

    private void content() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) return;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            if (!name.equals("parts") || token != JsonToken.START_ARRAY) parser.skipChildren();
            else while (parser.nextToken() != JsonToken.END_ARRAY) part();
        }
    }

    private void part() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) return;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            boolean said = Json.says(parser);
            if (!said || ASIDE.contains(name)) continue;
            content = true;
            if (name.equals("functionCall")) calls = true;
        }
    }

    private void feedback() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) return;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
            if (name.equals("blockReason") && text) blocked = !parser.getText().endsWith("_UNSPECIFIED");
            else parser.skipChildren();
        }
    }

    private Usage usage() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) return null;
        long prompt = 0;
        long answer = 0;
        long thoughts = 0;
        long cached = 0;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            switch (name) {
                case "promptTokenCount", "toolUsePromptTokenCount" -> prompt += count();
                case "candidatesTokenCount" -> answer = count();
                case "thoughtsTokenCount" -> thoughts = count();
                case "cachedContentTokenCount" -> cached = count();
                default -> parser.skipChildren();
            }
        }
        boolean none = prompt + answer + thoughts + cached == 0;
        return none ? null : new Usage(prompt, answer + thoughts, cached, thoughts);
    }

    private long count() throws IOException {
        if (parser.currentToken().isNumeric()) return Math.max(0, parser.getValueAsLong());
        parser.skipChildren();
        return 0;
    }

    private static void expect(boolean met) throws IOException {
        if (!met) throw new IOException("another shape");
    }
}
