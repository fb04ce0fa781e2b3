package dev.sluice.simulator;

/** Errors as Google words them: {@code {"error":{"code","message","status","details"}}}. */
final class GeminiRefusal {
    private static final String TYPE = "{\"@type\":\"type.googleapis.com/google.rpc.";

    private GeminiRefusal() {}

    /**
     * @param fault one of the refusals, but for {@link Fault#HTML_502}
     * @param after seconds for a RetryInfo, or -1
     */
    static String json(Fault fault, int after) {
        String retry = after < 0 ? null : TYPE + "RetryInfo\",\"retryDelay\":\"" + after + "s\"}";
        return switch (fault) {
            case UNAUTHORIZED -> json(401, "Request had invalid authentication credentials.", retry);
            case RATE_LIMITED ->
                json(429, "You exceeded your current quota, please check your plan and billing details.", retry);
            case SERVER_ERROR -> json(500, "An internal error has occurred. Please retry.", retry);
            case UNAVAILABLE -> json(503, "The model is overloaded. Please try again later.", retry);
            default -> throw new IllegalArgumentException(fault + " is no refusal");
        };
    }

    /** The error in the middle of an answer. */
    static String brokenOff() {
        return json(503, "The model is overloaded and broke off this answer.", null);
    }

    /** What Google answers to a key that it does not know: not a 401. */
    static RefusedException badKey() {
        return new RefusedException(
                400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", null, "API_KEY_INVALID");
    }

    static RefusedException noKey() {
        return new RefusedException(
                403,
                "Method doesn't allow unregistered callers. Please use API Key or other form of API consumer identity.",
                "PERMISSION_DENIED",
                null,
                null);
    }

    static RefusedException invalid(String message) {
        return new RefusedException(400, message, "INVALID_ARGUMENT", null, null);
    }

    /** Another face's refusal in Google's form. */
    static String json(RefusedException refused) {
        String reason = TYPE + "ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}";
        boolean key = refused.getMessage().equals(badKey().getMessage());
        return json(refused.status(), refused.getMessage(), key ? reason : null);
    }

    private static String json(int status, String message, String detail) {
        StringBuilder out =
                new StringBuilder(200).append("{\"error\":{\"code\":").append(status);
        JsonText.quote(out.append(",\"message\":"), message);
        JsonText.quote(out.append(",\"status\":"), name(status));
        if (detail != null) out.append(",\"details\":[").append(detail).append(']');
        return out.append("}}").toString();
    }

    private static String name(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            default -> "INVALID_ARGUMENT";
        };
    }
}
