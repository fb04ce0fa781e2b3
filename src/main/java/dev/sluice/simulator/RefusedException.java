package dev.sluice.simulator;

/** A request that gets an error instead of an answer, in OpenAI's shape. */
final class RefusedException extends RuntimeException {
    private final int status;
    private final String type;
    private final String param;
    private final String code;
    private final int retryAfter;

    RefusedException(int status, String message, String type, String param, String code) {
        this(status, message, type, param, code, -1);
    }

    private RefusedException(int status, String message, String type, String param, String code, int retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static RefusedException invalid(String param, String message) {
        return new RefusedException(400, message, "invalid_request_error", param, "invalid_value");
    }

    static RefusedException missing(String param) {
        return new RefusedException(
                400,
                "Missing required parameter: '" + param + "'.",
                "invalid_request_error",
                param,
                "missing_required_parameter");
    }

    static RefusedException noSuchModel(String model) {
        String shown = model.length() > 100 ? model.substring(0, 100) + "…" : model;
        return new RefusedException(
                404,
                "The model `" + shown + "` does not exist; there are " + String.join(", ", ScriptReader.MODELS.keySet())
                        + ".",
                "invalid_request_error",
                null,
                "model_not_found");
    }

    static RefusedException badKey() {
        return new RefusedException(
                401, "Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
    }

    /** @param fault one of the refusals, but for {@link Fault#HTML_502}, which is no JSON */
    static RefusedException of(Fault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> badKey();
            case RATE_LIMITED ->
                new RefusedException(
                        429, "Rate limit reached for requests per minute.", "requests", null, "rate_limit_exceeded");
            case SERVER_ERROR ->
                new RefusedException(
                        500, "The server had an error while processing your request.", "server_error", null, null);
            case UNAVAILABLE ->
                new RefusedException(
                        503,
                        "The engine is currently overloaded, please try again later.",
                        "service_unavailable",
                        null,
                        null);
            case ERROR_IN_200 ->
                new RefusedException(
                        200,
                        "The server is overloaded and broke off this answer.",
                        "server_error",
                        null,
                        "server_overloaded");
            default -> throw new IllegalArgumentException(fault + " is no refusal");
        };
    }

    int status() {
        return status;
    }

    /** For programs; null where there is none. */
    String code() {
        return code;
    }

    /** Seconds after which it is worth another try, for faces that tell it in the error; -1: not told. */
    int retryAfter() {
        return retryAfter;
    }

    RefusedException after(int seconds) {
        return new RefusedException(status, getMessage(), type, param, code, seconds);
    }

    /** The error as JSON: {@code {"error":{"message","type","param","code"}}}. */
    String json() {
        StringBuilder out = new StringBuilder(160).append("{\"error\":{\"message\":");
        JsonText.quote(out, getMessage());
        JsonText.quote(out.append(",\"type\":"), type);
        JsonText.quote(out.append(",\"param\":"), param);
        JsonText.quote(out.append(",\"code\":"), code);
        return out.append("}}").toString();
    }
}
