package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Walks once over a request's body: finds its members, has {@link RequestCheck} check them, and words what is no
 * JSON.
 */
final class RequestReader {
    private RequestReader() {}

    /** What is made of a body's JSON. */
    interface Walk<T> {
        /** @param parser at the object's opening brace; it is to be read to the closing one */
        T walk(JsonParser parser) throws IOException;
    }

    static OpenAiRequest read(Buffer body) {
        return read(body, parser -> read(body, parser));
    }

    /** Has a body of any dialect read, and words what is no JSON. */
    static <T> T read(Buffer body, Walk<T> walk) {
        if (body == null || body.length() == 0) throw unreadable("the body is empty, expected a JSON object");
        ByteSpan bytes = ByteSpan.of(body);
        int fault = Utf8.firstFault(bytes.array(), bytes.from(), bytes.to());
        if (fault >= 0) throw unreadable("the body is not UTF-8 at byte " + (fault - bytes.from()));
        try (JsonParser parser = Json.ofCaller(bytes)) {
            begin(parser);
            T read = walk.walk(parser);
            if (parser.nextToken() != null)
                throw unreadable("the body goes on after its JSON object, at byte " + Json.tokenFrom(parser));
            return read;
        } catch (JsonEOFException e) {
            throw unreadable("the body is not JSON: it ends in the middle of a value, at byte " + body.length());
        } catch (StreamConstraintsException e) {
            throw unreadable("the body is nested deeper than " + Json.MAX_DEPTH
                    + " levels, or has a name or a number of absurd length, at byte " + at(e));
        } catch (JsonProcessingException e) {
            throw unreadable("the body is not JSON near byte " + at(e));
        } catch (IOException e) {
            // The bytes are in memory: there is nothing else to read.
            throw new UncheckedIOException(e);
        }
    }

    private static void begin(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) throw unreadable("the body is empty, expected a JSON object");
        if (first != JsonToken.START_OBJECT)
            throw unreadable(
                    "the body: got " + RequestMember.shown(first, scalar(parser)) + ", expected a JSON object");
    }

    private static OpenAiRequest read(Buffer body, JsonParser parser) throws IOException {
        Map<String, RequestMember> members = new LinkedHashMap<>();
        RequestCheck check = new RequestCheck(parser);
        for (String name; (name = parser.nextFieldName()) != null; ) {
            int from = Json.tokenFrom(parser);
            JsonToken kind = parser.nextToken();
            int valueFrom = Json.tokenFrom(parser);
            String text = kind == JsonToken.VALUE_STRING ? parser.getText() : null;
            check.member(name);
            RequestMember member = new RequestMember(name, kind, text, from, valueFrom, Json.tokenTo(parser));
            // Readers disagree about which of two counts: what we check must be what the provider reads.
            if (members.put(name, member) != null) throw twice(name);
        }
        return new OpenAiRequest(body, members, check.fields(), Map.of());
    }

    private static String scalar(JsonParser parser) throws IOException {
        return parser.currentToken().isScalarValue() ? parser.getText() : null;
    }

    /** The tokenizer tells where it gave up: at the wrong byte, or after the word that is no literal. */
    private static long at(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
    }

    static FailureException twice(String name) {
        String shown = InvalidValueException.show(name);
        return Failure.invalid(name, shown.substring(1, shown.length() - 1) + ": got it twice, expected it once")
                .exception();
    }

    private static FailureException unreadable(String message) {
        return Failure.invalid(null, message).exception();
    }
}
