package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ErrorReader;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.UnaryOperator;

/**
 * Errors as Anthropic words them: {@code {"type":"error","error":{"type","message"}}}, as an answer's body and as the data of the
 * event {@code error} alike. Any thread.
 */
public final class AnthropicErrors {
    private AnthropicErrors() {}

    /** The status that goes with {@link #body(Failure)}: the failure's own, but for an overload, which is 529 here. */
    public static int status(Failure failure) {
        return failure.kind() == Failure.Kind.OVERLOADED ? 529 : failure.kind().status();
    }

    /** The failure as an error body. The field at fault is named by its message, as this dialect has no member for it. */
    public static Buffer body(Failure failure) {
        return body(type(status(failure)), failure.message());
    }

    /** An error in any provider's words as an error body. */
    public static Buffer body(ProviderError error) {
        ProviderError fit = fromOpenAi(error);
        return body(fit.type(), fit.message());
    }

    /** Reads an error body, or the data of an event {@code error}; null where it is none. */
    public static ProviderError read(Buffer body) {
        return OpenAiErrors.read(body);
    }

    /**
     * Anthropic's error as it came, of whatever type, {@code request_id} included; null where the body has another form.
     *
     * @param words what becomes of each text
     */
    static Buffer own(Buffer body, UnaryOperator<String> words) {
        JsonObject read = ErrorReader.object(body);
        if (read == null
                || !"error".equals(read.getValue("type"))
                || !(read.getValue("error") instanceof JsonObject error)
                || !(error.getValue("type") instanceof String type)
                || !(error.getValue("message") instanceof String message)) return null;
        Buffer own = body(type, words.apply(message));
        if (!(read.getValue("request_id") instanceof String id)) return own;
        return own.slice(0, own.length() - 1)
                .copy()
                .appendString(",\"request_id\":")
                .appendBuffer(JsonText.literal(id))
                .appendString("}");
    }

    /** Anthropic's class of error for a status. */
    public static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** The same error with a type that Anthropic's clients know; what only has a code goes by that. */
    public static ProviderError fromOpenAi(ProviderError error) {
        String type = error.type() == null ? "" : error.type();
        String fit = switch (type) {
            // OpenAI's type for nearly everything; the code is finer.
            case "invalid_request_error" -> byCode(error.code(), type);
            case "authentication_error",
                    "billing_error",
                    "permission_error",
                    "not_found_error",
                    "request_too_large",
                    "rate_limit_error",
                    "timeout_error",
                    "overloaded_error",
                    "api_error" -> type;
            case "requests", "tokens", "rate_limit_exceeded" -> "rate_limit_error";
            case "insufficient_quota" -> "billing_error";
            case "service_unavailable", "server_overloaded" -> "overloaded_error";
            default -> byCode(error.code(), "api_error");
        };
        return new ProviderError(error.message(), fit, error.param(), error.code());
    }

    /** The same error with a type that OpenAI's clients know. */
    public static ProviderError toOpenAi(ProviderError error) {
        String type = error.type() == null ? "" : error.type();
        String fit = switch (type) {
            case "api_error", "timeout_error", "overloaded_error", "" -> "server_error";
            case "request_too_large" -> "invalid_request_error";
            case "billing_error" -> "insufficient_quota";
            default -> type;
        };
        // Their code is the finer word where there is one.
        String code = error.code() == null && !fit.equals(type) && !type.isEmpty() ? type : error.code();
        return new ProviderError(error.message(), fit, error.param(), code);
    }

    /** Of an event that says that it is an error: one whose words cannot be read is an error all the same. */
    static ProviderError ofEvent(Buffer data) {
        ProviderError error = read(data);
        return error != null ? error : new ProviderError(null, null, null, null);
    }

    private static String byCode(String code, String otherwise) {
        if (code == null) return otherwise;
        return switch (code) {
            case "timeout_error", "request_too_large" -> code;
            case "invalid_api_key" -> "authentication_error";
            case "insufficient_quota" -> "billing_error";
            case "rate_limit_exceeded", "429" -> "rate_limit_error";
            case "model_not_found", "404" -> "not_found_error";
            case "server_overloaded", "overloaded_error", "503", "529" -> "overloaded_error";
            default -> otherwise;
        };
    }

    private static Buffer body(String type, String message) {
        return Buffer.buffer(160)
                .appendString("{\"type\":\"error\",\"error\":{\"type\":")
                .appendBuffer(JsonText.literal(type))
                .appendString(",\"message\":")
                .appendBuffer(JsonText.literal(message == null ? "" : message))
                .appendString("}}");
    }
}
