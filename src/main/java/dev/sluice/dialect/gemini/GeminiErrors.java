package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiErrors;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Errors as Google words them (google.aip.dev/193): {@code {"error":{"code","message","status","details"}}}, where code is the
 * HTTP status and status the name of a {@code google.rpc.Code}. Fit as an answer's body and as an event inside a stream. Any
 * thread.
 */
public final class GeminiErrors {
    private static final String TYPE = "type.googleapis.com/google.rpc.";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?s");
    private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
    /** Errors are short; something longer is a page or an answer. */
    private static final int MAX_BYTES = 256 * 1024;

    private GeminiErrors() {}

    /** The failure as an error body: its code is the reason of an ErrorInfo, its field a violation of a BadRequest. */
    public static Buffer body(Failure failure) {
        JsonArray details = new JsonArray().add(reason(failure.code()));
        if (failure.field() != null) details.add(violation(failure.field(), failure.message()));
        if (failure.retryAfter() != null) details.add(retry(failure.retryAfter()));
        return body(failure.kind().status(), failure.message(), details);
    }

    /**
     * A provider's error of any dialect as an error body.
     *
     * @param status     the HTTP status that it is sent with; inside a stream, the one that it would have had
     * @param retryAfter null where it is not known
     */
    public static Buffer body(int status, ProviderError error, Duration retryAfter) {
        JsonArray details = new JsonArray();
        String code = error.code();
        if (code != null && !code.isEmpty() && !code.matches("\\d+")) details.add(reason(code));
        if (error.param() != null) details.add(violation(error.param(), text(error.message())));
        if (retryAfter != null) details.add(retry(retryAfter));
        return body(status, text(error.message()), details);
    }

    /**
     * Reads an error body, or an error that came as an event; Google also sends one as the only element of an array.
     *
     * @return its type is Google's status, its code the reason of an ErrorInfo, such as {@code API_KEY_INVALID}, or else the
     *     number of the HTTP status, its param the first field that a BadRequest names; null where it is no error
     */
    public static ProviderError read(Buffer body) {
        ProviderError plain = OpenAiErrors.read(body);
        JsonArray details = details(body);
        if (plain == null || details.isEmpty()) return plain;
        String param = plain.param();
        String code = plain.code();
        for (Object each : details) {
            if (!(each instanceof JsonObject detail)) continue;
            if (is(detail, "ErrorInfo") && detail.getValue("reason") instanceof String reason) code = reason;
            if (is(detail, "BadRequest")
                    && param == null
                    && detail.getValue("fieldViolations") instanceof JsonArray faults
                    && !faults.isEmpty()
                    && faults.getValue(0) instanceof JsonObject fault
                    && fault.getValue("field") instanceof String field) param = field;
        }
        return new ProviderError(plain.message(), plain.type(), param, code);
    }

    /**
     * The same error with a type that OpenAI's clients know, and a code: the reason of an ErrorInfo where there is one, as it is the
     * finer word.
     *
     * @param error as {@link #read} has it
     */
    static ProviderError toOpenAi(ProviderError error) {
        String code = error.code();
        boolean number = code != null && STATUS.matcher(code).matches();
        String status = error.type() != null ? error.type() : number ? status(Integer.parseInt(code)) : "UNKNOWN";
        String reason = number ? null : code;
        return switch (status) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "ABORTED", "ALREADY_EXISTS" ->
                said(error, "invalid_request_error", reason);
            case "NOT_FOUND" -> said(error, "not_found_error", reason);
            case "UNAUTHENTICATED" -> said(error, "authentication_error", reason);
            case "PERMISSION_DENIED" -> said(error, "permission_error", reason);
            case "RESOURCE_EXHAUSTED" ->
                said(error, "rate_limit_error", reason == null ? "rate_limit_exceeded" : reason);
            case "UNAVAILABLE" -> said(error, "service_unavailable", reason == null ? "server_overloaded" : reason);
            case "UNKNOWN", "INTERNAL", "DATA_LOSS", "DEADLINE_EXCEEDED", "CANCELLED", "UNIMPLEMENTED" ->
                said(error, "server_error", reason == null ? status.toLowerCase(Locale.ROOT) : reason);
            // No word of Google's: somebody between us and them speaks another dialect.
            default -> error;
        };
    }

    private static ProviderError said(ProviderError error, String type, String code) {
        return new ProviderError(error.message(), type, error.param(), code);
    }

    /** When it is worth trying again, as a RetryInfo says; null where none does. Google sends no Retry-After. */
    public static Duration retryAfter(Buffer body) {
        for (Object each : details(body))
            if (each instanceof JsonObject detail
                    && is(detail, "RetryInfo")
                    && detail.getValue("retryDelay") instanceof String delay
                    && SECONDS.matcher(delay).matches())
                return Duration.ofNanos(new BigDecimal(delay.substring(0, delay.length() - 1))
                        .movePointRight(9)
                        .longValue());
        return null;
    }

    /** The name of the {@code google.rpc.Code} that an HTTP status stands for. */
    public static String status(int http) {
        return switch (http) {
            case 401 -> "UNAUTHENTICATED";
            case 402, 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 502, 503, 529 -> "UNAVAILABLE";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            default -> http >= 500 ? "INTERNAL" : http >= 400 ? "INVALID_ARGUMENT" : "UNKNOWN";
        };
    }

    private static Buffer body(int status, String message, JsonArray details) {
        JsonObject error =
                new JsonObject().put("code", status).put("message", message).put("status", status(status));
        if (!details.isEmpty()) error.put("details", details);
        return JsonTree.encode(new JsonObject().put("error", error));
    }

    private static JsonObject reason(String code) {
        String reason = code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
        return detail("ErrorInfo").put("reason", reason).put("domain", "sluice");
    }

    private static JsonObject violation(String field, String description) {
        JsonObject fault = new JsonObject().put("field", field).put("description", description);
        return detail("BadRequest").put("fieldViolations", new JsonArray().add(fault));
    }

    private static JsonObject retry(Duration after) {
        String seconds =
                BigDecimal.valueOf(after.toMillis(), 3).stripTrailingZeros().toPlainString();
        return detail("RetryInfo").put("retryDelay", seconds + "s");
    }

    private static JsonObject detail(String type) {
        return new JsonObject().put("@type", TYPE + type);
    }

    private static boolean is(JsonObject detail, String type) {
        return (TYPE + type).equals(detail.getValue("@type"));
    }

    private static JsonArray details(Buffer body) {
        if (body == null || body.length() == 0 || body.length() > MAX_BYTES) return new JsonArray();
        Object value;
        try {
            value = Json.decodeValue(body);
        } catch (DecodeException e) {
            return new JsonArray();
        }
        if (value instanceof JsonArray array && !array.isEmpty()) value = array.getValue(0);
        return value instanceof JsonObject object
                        && object.getValue("error") instanceof JsonObject error
                        && error.getValue("details") instanceof JsonArray details
                ? details
                : new JsonArray();
    }

    private static String text(String message) {
        return message == null ? "" : message;
    }
}
