package dev.sluice.simulator;

/** Errors as Google words them: {@code {"error":{"code","message","status","details"}}}. */
final class GeminiRefusal {
    private static final String TYPE = "{\"@type\":\"type.googleapis.com/google.rpc.";
    private static final String KEY_INVALID = "API_KEY_INVALID";

    private GeminiRefusal() {}

    /** What Google answers to a key that it does not know: not a 401. */
    static RefusedException badKey() {
        return new RefusedException(
                400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", null, KEY_INVALID);
    }

    static RefusedException invalid(String message) {
        return new RefusedException(400, message, "INVALID_ARGUMENT", null, null);
    }

    /** Any refusal. One inside a 200 has the code that it would have had before. */
    static String json(RefusedException refused) {
        int status = refused.status() == 200 ? 503 : refused.status() == 413 ? 400 : refused.status();
        StringBuilder out =
                new StringBuilder(200).append("{\"error\":{\"code\":").append(status);
        JsonText.quote(out.append(",\"message\":"), refused.getMessage());
        JsonText.quote(out.append(",\"status\":"), name(status));
        if (KEY_INVALID.equals(refused.code()))
            out.append(",\"details\":[")
                    .append(TYPE)
                    .append("ErrorInfo\",\"reason\":\"" + KEY_INVALID)
                    .append("\",\"domain\":\"googleapis.com\"}]");
        else if (refused.retryAfter() >= 0)
            out.append(",\"details\":[")
                    .append(TYPE)
                    .append("RetryInfo\",\"retryDelay\":\"")
                    .append(refused.retryAfter())
                    .append("s\"}]");
        return out.append("}}").toString();
    }

    private static String name(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 404, 405 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            default -> "INVALID_ARGUMENT";
        };
    }
}
