package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.sluice.sse.ByteSpan;
import java.io.IOException;

/**
 * Pull parsers over bytes that are known to be UTF-8, with offsets counted from the first byte. A factory shares a
 * table of member names among its parsers; callers pick their names, providers do not, so each side has a table of its
 * own. Any thread.
 */
public final class Json {
    /**
     * Levels of objects and arrays within each other that are read; deeper is a fault. Tool schemas are the deepest
     * known.
     */
    static final int MAX_DEPTH = 128;

    private static final JsonFactory OF_PROVIDERS = factory();
    private static final JsonFactory OF_CALLERS = factory();

    private Json() {}

    /** Reads what a provider said. Fails as Jackson does where it is no JSON, once it comes to that. */
    public static JsonParser ofProvider(ByteSpan bytes) throws IOException {
        return OF_PROVIDERS.createParser(bytes.array(), bytes.from(), bytes.to() - bytes.from());
    }

    static JsonParser ofCaller(ByteSpan bytes) throws IOException {
        return OF_CALLERS.createParser(bytes.array(), bytes.from(), bytes.to() - bytes.from());
    }

    /** Offset of the first byte of the current token; of a string's or a member name's, its opening quote. */
    public static int tokenFrom(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Offset after the last byte of the current token, which is read to its end for that. */
    public static int tokenTo(JsonParser parser) throws IOException {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    /**
     * Passes the current value; whether it says anything: {@code null}, {@code ""}, {@code []} and {@code {}} do
     * not.
     */
    public static boolean says(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) return false;
        if (token == JsonToken.VALUE_STRING) return tokenTo(parser) - tokenFrom(parser) > 2;
        if (!token.isStructStart()) return true;
        boolean any = false;
        while (!parser.nextToken().isStructEnd()) {
            any = true;
            parser.skipChildren();
        }
        return any;
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // Otherwise zero bytes at the start would be read as UTF-16 or UTF-32.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .build();
    }
}
