package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Usage;
import dev.sluice.sse.ByteSpan;
import java.io.IOException;

/**
 * One walk over the tokens of one chunk, which keeps what {@link ScannedChunk} asks for. Used once, by the thread that
 * made it.
 *
 * <p>A chunk is <em>pure</em> when its text is all it tells: one choice, number 0, with a delta of nothing but {@code
 * content}. Only then may it be merged with its neighbours. What says nothing (null, {@code ""}, {@code []}, {@code
 * {}}) does not spoil that: servers put such members into every chunk. A member that comes twice does, since readers
 * disagree about which one counts.
 */
final class ChunkScan {
    private final JsonParser parser;
    private boolean pure = true;
    private boolean sawChoices;
    private int choices;
    private int textFrom = -1;
    private int textTo = -1;
    private boolean content;
    private String finishReason;
    private Usage usage;
    private boolean error;

    private ChunkScan(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws IOException where the bytes are no JSON object, or its choices are of another shape */
    static ChunkScan of(ByteSpan bytes) throws IOException {
        try (JsonParser parser = Json.ofProvider(bytes)) {
            ChunkScan scan = new ChunkScan(parser);
            scan.chunk();
            return scan;
        }
    }

    /** Whether {@link #textFrom()} and {@link #textTo()} bound the body of the chunk's only content. */
    boolean mergeable() {
        return pure && choices == 1 && textTo > textFrom;
    }

    int textFrom() {
        return textFrom;
    }

    int textTo() {
        return textTo;
    }

    boolean content() {
        return content;
    }

    String finishReason() {
        return finishReason;
    }

    Usage usage() {
        return usage;
    }

    boolean usageOnly() {
        return usage != null && choices == 0;
    }

    boolean error() {
        return error;
    }

    private void chunk() throws IOException {
        expect(parser.nextToken() == JsonToken.START_OBJECT, "an object");
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "choices" -> choices(token);
                case "usage" -> usage(token);
                case "error" -> error |= (token == JsonToken.START_OBJECT || isString(token)) && Json.says(parser);
                // What older vLLM sends in mid-stream: {"object":"error","message":...}
                case "object" -> error |= isString(token) && parser.getText().equals("error");
                default -> {}
            }
            // Does nothing where the value was read, or is a scalar.
            parser.skipChildren();
        }
        expect(parser.nextToken() == null, "nothing after the object");
    }

    private void usage(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) return;
        pure = false;
        usage = UsageReader.read(parser);
    }

    private void choices(JsonToken token) throws IOException {
        if (sawChoices) pure = false;
        sawChoices = true;
        if (token == JsonToken.VALUE_NULL) return;
        expect(token == JsonToken.START_ARRAY, "choices to be an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken() == JsonToken.START_OBJECT, "a choice to be an object");
            choices++;
            choice();
        }
    }

    private void choice() throws IOException {
        boolean first = true;
        boolean sawIndex = false;
        boolean sawDelta = false;
        String finish = null;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "index" -> {
                    if (sawIndex) pure = false;
                    sawIndex = true;
                    first = token == JsonToken.VALUE_NULL
                            || token == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() == 0;
                }
                case "delta" -> {
                    if (sawDelta) pure = false;
                    sawDelta = true;
                    expect(token == JsonToken.START_OBJECT || token == JsonToken.VALUE_NULL, "delta to be an object");
                    if (token == JsonToken.START_OBJECT) delta();
                }
                case "finish_reason" -> {
                    finish = isString(token) && parser.getTextLength() > 0 ? parser.getText() : null;
                    if (Json.says(parser)) pure = false;
                }
                default -> {
                    if (Json.says(parser)) pure = false;
                }
            }
        }
        if (first) finishReason = finish;
        else pure = false;
    }

    private void delta() throws IOException {
        boolean sawContent = false;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "content" -> {
                    if (sawContent || !isString(token)) pure &= !sawContent && token == JsonToken.VALUE_NULL;
                    sawContent = true;
                    if (isString(token)) text();
                    else content |= Json.says(parser);
                }
                case "reasoning_content",
                        "reasoning",
                        "reasoning_details",
                        "tool_calls",
                        "function_call",
                        "refusal",
                        "audio" -> {
                    if (Json.says(parser)) {
                        content = true;
                        pure = false;
                    }
                }
                default -> {
                    if (Json.says(parser)) pure = false;
                }
            }
        }
    }

    private void text() throws IOException {
        textFrom = Json.tokenFrom(parser) + 1;
        textTo = Json.tokenTo(parser) - 1;
        if (textTo > textFrom) content = true;
    }

    private static boolean isString(JsonToken token) {
        return token == JsonToken.VALUE_STRING;
    }

    private static void expect(boolean met, String what) throws IOException {
        if (!met) throw new IOException("expected " + what);
    }
}
