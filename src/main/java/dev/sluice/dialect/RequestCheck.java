package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the members of one request as the parser passes them, and keeps what {@link RequestFields} holds. Used once.
 * The API lets callers send null for most parameters, with the meaning of absent.
 */
final class RequestCheck {
    private static final int MODEL_CHARS = 256;
    private static final BigInteger MAX_INT = BigInteger.valueOf(Integer.MAX_VALUE);

    private final JsonParser parser;
    private final List<RequestMember> otherStreamOptions = new ArrayList<>();
    private String model;
    private boolean messages;
    private boolean stream;
    private boolean includeUsage;
    private Integer choices;
    private Integer maxTokens;
    private Integer maxCompletionTokens;

    RequestCheck(JsonParser parser) {
        this.parser = parser;
    }

    /** Checks the member whose value's first token is current, and passes that value. */
    void member(String name) throws IOException {
        switch (name) {
            case "model" -> model = model();
            case "messages" -> messages();
            case "stream" -> stream = flag(name);
            case "stream_options" -> streamOptions();
            case "n" -> choices = positive(name);
            case "max_tokens" -> maxTokens = positive(name);
            case "max_completion_tokens" -> maxCompletionTokens = positive(name);
            case "temperature", "top_p", "presence_penalty", "frequency_penalty" -> number(name);
            case "stop" -> stop();
            case "tools" -> tools();
            default -> parser.skipChildren();
        }
    }

    /** @throws FailureException where a member that must be there was not */
    RequestFields fields() {
        if (model == null) throw fault("model", "nothing", "a non-empty string");
        if (!messages) throw fault("messages", "nothing", "a non-empty array of objects");
        return new RequestFields(
                model,
                stream,
                includeUsage,
                choices == null ? 1 : choices,
                maxCompletionTokens != null ? maxCompletionTokens : maxTokens,
                List.copyOf(otherStreamOptions));
    }

    private String model() throws IOException {
        if (!at(JsonToken.VALUE_STRING) || parser.getTextLength() == 0) throw fault("model", "a non-empty string");
        if (parser.getTextLength() > MODEL_CHARS)
            throw fault("model", parser.getTextLength() + " characters", "at most " + MODEL_CHARS);
        return parser.getText();
    }

    private void messages() throws IOException {
        if (!at(JsonToken.START_ARRAY)) throw fault("messages", "a non-empty array of objects");
        int index = 0;
        for (; parser.nextToken() != JsonToken.END_ARRAY; index++) message("messages[" + index + "]");
        if (index == 0) throw fault("messages", "an empty array", "a non-empty array of objects");
        messages = true;
    }

    private void message(String path) throws IOException {
        if (!at(JsonToken.START_OBJECT)) throw fault(path, "an object");
        boolean role = false;
        for (String name; (name = parser.nextFieldName()) != null; ) {
            parser.nextToken();
            if (name.equals("role")) {
                if (!at(JsonToken.VALUE_STRING)) throw fault(path + ".role", "a string");
                role = true;
            }
            parser.skipChildren();
        }
        if (!role) throw fault(path + ".role", "nothing", "a string");
    }

    private void streamOptions() throws IOException {
        if (at(JsonToken.VALUE_NULL)) return;
        if (!at(JsonToken.START_OBJECT)) throw fault("stream_options", "an object");
        for (String name; (name = parser.nextFieldName()) != null; ) {
            int from = Json.tokenFrom(parser);
            JsonToken kind = parser.nextToken();
            int valueFrom = Json.tokenFrom(parser);
            if (name.equals("include_usage")) {
                includeUsage = flag("stream_options.include_usage");
                continue;
            }
            parser.skipChildren();
            otherStreamOptions.add(new RequestMember(name, kind, null, from, valueFrom, Json.tokenTo(parser)));
        }
    }

    private boolean flag(String path) throws IOException {
        if (at(JsonToken.VALUE_NULL)) return false;
        if (!parser.currentToken().isBoolean()) throw fault(path, "true or false");
        return at(JsonToken.VALUE_TRUE);
    }

    private Integer positive(String path) throws IOException {
        if (at(JsonToken.VALUE_NULL)) return null;
        boolean fits = at(JsonToken.VALUE_NUMBER_INT)
                && parser.getBigIntegerValue().signum() > 0
                && parser.getBigIntegerValue().compareTo(MAX_INT) <= 0;
        if (!fits) throw fault(path, "an integer from 1 to " + MAX_INT);
        return parser.getIntValue();
    }

    private void number(String path) throws IOException {
        if (!at(JsonToken.VALUE_NULL) && !parser.currentToken().isNumeric()) throw fault(path, "a number");
    }

    private void stop() throws IOException {
        if (at(JsonToken.VALUE_NULL) || at(JsonToken.VALUE_STRING)) return;
        if (!at(JsonToken.START_ARRAY)) throw fault("stop", "a string or an array of strings");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++)
            if (!at(JsonToken.VALUE_STRING)) throw fault("stop[" + i + "]", "a string");
    }

    private void tools() throws IOException {
        if (at(JsonToken.VALUE_NULL)) return;
        if (!at(JsonToken.START_ARRAY)) throw fault("tools", "an array of objects");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (!at(JsonToken.START_OBJECT)) throw fault("tools[" + i + "]", "an object");
            parser.skipChildren();
        }
    }

    private boolean at(JsonToken token) {
        return parser.currentToken() == token;
    }

    private FailureException fault(String path, String expected) throws IOException {
        JsonToken token = parser.currentToken();
        return fault(path, RequestMember.shown(token, token.isScalarValue() ? parser.getText() : null), expected);
    }

    private static FailureException fault(String path, String got, String expected) {
        return Failure.invalid(path, path + ": got " + got + ", expected " + expected)
                .exception();
    }
}
