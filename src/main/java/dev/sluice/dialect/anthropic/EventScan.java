package dev.sluice.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.dialect.Json;
import dev.sluice.dialect.Utf8;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/**
 * One walk over the tokens of one event (or of one whole message), which keeps offsets and the few words that matter. Members
 * may stand in any order. Used once.
 */
final class EventScan {
    /** What the one string of a {@code content_block_delta} is. */
    enum Delta {
        NONE,
        TEXT,
        TOOL_INPUT,
        THINKING,
        SIGNATURE
    }

    private final JsonParser parser;
    private final UsageTally tally;
    String type = "";
    int index;
    Delta delta = Delta.NONE;
    /** The body of the delta's string literal, as offsets. */
    int from;

    int to;
    /** The object {@code content_block}, as offsets; 0 and 0 where there is none. */
    int blockFrom;

    int blockTo;
    String blockType = "";
    String id;
    String model;
    String stopReason;
    String stopSequence;
    boolean usage;
    boolean error;

    private EventScan(JsonParser parser, UsageTally tally) {
        this.parser = parser;
        this.tally = tally;
    }

    /**
     * @param tally takes in what usage there is
     * @throws FailureException {@code upstream_malformed} where it is no JSON object in UTF-8
     */
    static EventScan of(Buffer data, UsageTally tally) {
        ByteSpan bytes = ByteSpan.of(data);
        int fault = Utf8.firstFault(bytes.array(), bytes.from(), bytes.to());
        if (fault >= 0) throw malformed("not UTF-8 at byte " + (fault - bytes.from()));
        try (JsonParser parser = Json.ofProvider(bytes)) {
            EventScan scan = new EventScan(parser, tally);
            if (parser.nextToken() != JsonToken.START_OBJECT) throw malformed("no JSON object");
            scan.event();
            if (parser.nextToken() != null) throw malformed("more than one JSON object");
            return scan;
        } catch (IOException e) {
            throw malformed("no JSON object");
        }
    }

    static FailureException malformed(String what) {
        return Failure.of(Failure.Kind.UPSTREAM, "upstream_malformed", "the provider sent something that is " + what)
                .exception();
    }

    private void event() throws IOException {
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "type" -> type = string(token, "");
                case "index" -> index = token == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
                case "delta" -> delta(token);
                case "usage" -> usage |= tally.read(parser);
                case "message" -> message(token);
                case "content_block" -> block(token);
                case "error" -> error = token != JsonToken.VALUE_NULL;
                // Of a whole message.
                case "stop_reason" -> stopReason = string(token, null);
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private void block(JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) return;
        blockFrom = Json.tokenFrom(parser);
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            if (name.equals("type")) blockType = string(token, "");
            parser.skipChildren();
        }
        blockTo = Json.tokenTo(parser);
    }

    private void delta(JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) return;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "text" -> literal(token, Delta.TEXT);
                case "partial_json" -> literal(token, Delta.TOOL_INPUT);
                case "thinking" -> literal(token, Delta.THINKING);
                case "signature" -> literal(token, Delta.SIGNATURE);
                case "stop_reason" -> stopReason = string(token, null);
                case "stop_sequence" -> stopSequence = string(token, null);
                default -> parser.skipChildren();
            }
        }
    }

    private void literal(JsonToken token, Delta kind) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return;
        }
        delta = kind;
        from = Json.tokenFrom(parser) + 1;
        to = Json.tokenTo(parser) - 1;
    }

    private void message(JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) return;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id" -> id = string(token, null);
                case "model" -> model = string(token, null);
                case "usage" -> usage |= tally.read(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private String string(JsonToken token, String otherwise) throws IOException {
        return token == JsonToken.VALUE_STRING ? parser.getText() : otherwise;
    }
}
