package dev.sluice.dialect;

import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;

/** Errors as OpenAI words them: {@code {"error":{"message","type","param","code"}}}. Any thread. */
public final class OpenAiErrors {
    private OpenAiErrors() {}

    /** The failure as an error body; {@code code} and {@code param} are the failure's code and field. */
    public static Buffer body(Failure failure) {
        return body(new ProviderError(failure.message(), type(failure), failure.field(), failure.code()));
    }

    /**
     * The error as it came, {@code null} for what it left out. Fit as an answer's body and as an event inside a
     * stream.
     */
    public static Buffer body(ProviderError error) {
        return Buffer.buffer(160)
                .appendString("{\"error\":{\"message\":")
                .appendBuffer(JsonText.literal(error.message() == null ? "" : error.message()))
                .appendString(",\"type\":")
                .appendBuffer(JsonText.literal(error.type()))
                .appendString(",\"param\":")
                .appendBuffer(JsonText.literal(error.param()))
                .appendString(",\"code\":")
                .appendBuffer(JsonText.literal(error.code()))
                .appendString("}}");
    }

    /**
     * Reads an error body, or an error that came as an event. Besides OpenAI's own form: the error as a bare string, or
     * the members without {@code error} around them; {@code detail} (FastAPI, hence vLLM); Google's {@code status} for
     * the type; any of them as the first element of an array.
     *
     * @return null where it is none (HTML, empty, another shape)
     */
    public static ProviderError read(Buffer body) {
        return ErrorReader.read(body);
    }

    /** OpenAI's class of error. Its clients go by the status; this is for people and logs. */
    private static String type(Failure failure) {
        return switch (failure.kind()) {
            case INVALID, CONFLICT, TOO_LARGE, UNPROCESSABLE -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            // OpenAI says here which of the two limits was met.
            case RATE_LIMITED -> failure.code().contains("token") ? "tokens" : "rate_limit_error";
            case INTERNAL, UPSTREAM, OVERLOADED, UPSTREAM_TIMEOUT -> "server_error";
        };
    }
}
