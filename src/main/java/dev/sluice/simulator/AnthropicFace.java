package dev.sluice.simulator;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** {@code POST /v1/messages}, after Anthropic's API reference. The key comes as {@code x-api-key} or as a bearer. */
final class AnthropicFace implements Face {
    private static final String RESET = "2026-11-01T00:00:00Z";

    @Override
    public boolean authorised(HttpServerRequest request, String apiKey) {
        return apiKey.equals(request.getHeader("x-api-key"))
                || ("Bearer " + apiKey).equals(request.getHeader("Authorization"));
    }

    @Override
    public void headers(HttpServerResponse response, long number, int running) {
        response.putHeader("Request-Id", "req_" + number);
        response.putHeader("Anthropic-RateLimit-Requests-Limit", "4000");
        response.putHeader("Anthropic-RateLimit-Requests-Remaining", Integer.toString(Math.max(0, 4000 - running)));
        response.putHeader("Anthropic-RateLimit-Requests-Reset", RESET);
        response.putHeader("Anthropic-RateLimit-Tokens-Limit", "2000000");
        response.putHeader("Anthropic-RateLimit-Tokens-Remaining", "1999000");
        response.putHeader("Anthropic-RateLimit-Tokens-Reset", RESET);
    }

    @Override
    public ChatRequest read(HttpServerRequest request, JsonObject body) {
        if (request.getHeader("anthropic-version") == null)
            throw RefusedException.invalid("anthropic-version", "anthropic-version: header is required");
        return new MessagesReader(body).read(request.getHeader(ScriptReader.HEADER));
    }

    @Override
    public Wording wording(Answer answer, ChatRequest request, long number, long epochSeconds) {
        return new MessageWording(answer, request, "msg_01" + Ids.text(number, 22));
    }

    /** An overload has a status of its own here. */
    @Override
    public int status(RefusedException refused) {
        return refused.status() == 503 ? 529 : refused.status();
    }

    @Override
    public String error(RefusedException refused) {
        StringBuilder out = new StringBuilder(160).append("{\"type\":\"error\",\"error\":{\"type\":");
        JsonText.quote(out, type(status(refused)));
        JsonText.quote(out.append(",\"message\":"), refused.getMessage());
        return out.append("}}").toString();
    }

    /** 200 is the error inside an answer, which is an overload. */
    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 500 -> "api_error";
            case 200, 529 -> "overloaded_error";
            default -> "invalid_request_error";
        };
    }
}
