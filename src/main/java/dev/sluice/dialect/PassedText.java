package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.sse.ByteSpan;
import java.io.IOException;
import java.util.Set;

/**
 * What an event that passes says, for counting: a model's words stand in few places, whichever of the dialects it is. Anthropic's in
 * {@code delta} and {@code content_block}, Gemini's in {@code candidates}, as the strings of these members; of arguments that come as
 * an object (Gemini's {@code args}), all of them. Any thread.
 */
public final class PassedText {
    private static final Set<String> WHERE = Set.of("delta", "content_block", "candidates");
    private static final Set<String> WORDS = Set.of("text", "thinking", "partial_json", "name");
    private static final Set<String> ARGUMENTS = Set.of("args", "input");

    private PassedText() {}

    /** Never fails: what is not there is nothing. */
    public static void append(Chunk passed, StringBuilder out) {
        try (JsonParser parser = Json.ofProvider(ByteSpan.of(passed.json()))) {
            parser.nextToken();
            for (String name; (name = parser.nextFieldName()) != null; ) {
                parser.nextToken();
                if (WHERE.contains(name)) value(parser, false, out);
                else parser.skipChildren();
            }
        } catch (IOException e) {
            // It was scanned before it came here; what it said until now counts.
            return;
        }
    }

    /**
     * The value that the parser is at.
     *
     * @param all whether every string in it counts, and the members' names
     */
    private static void value(JsonParser parser, boolean all, StringBuilder out) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) value(parser, all, out);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name; (name = parser.nextFieldName()) != null; ) {
                JsonToken token = parser.nextToken();
                if (all) out.append(name).append(' ');
                if (token.isStructStart()) value(parser, all || ARGUMENTS.contains(name), out);
                else if (all || WORDS.contains(name)) scalar(parser, out);
            }
        } else if (all) scalar(parser, out);
    }

    private static void scalar(JsonParser parser, StringBuilder out) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) out.append(parser.getText());
    }
}
