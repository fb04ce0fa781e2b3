package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * What one request came to.
 *
 * @param text     as far as it came
 * @param complete it said how it finished, and ended as its dialect ends
 * @param error    the one error, in the dialect's form, or null; there is one where it is not complete, and none where it is
 */
record RawOutcome(int status, String text, boolean complete, JsonObject error) {
    private static final Set<String> ANTHROPIC_TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "request_too_large",
            "rate_limit_error",
            "timeout_error",
            "overloaded_error",
            "api_error");

    RawOutcome {
        assertTrue(complete == (error == null), "neither complete nor an error, or both: " + error + " after " + text);
    }

    static RawOutcome refused(Dialect dialect, int status, String body) {
        JsonObject error = new JsonObject(body);
        assertError(dialect, error);
        if (dialect == Dialect.GEMINI)
            assertEquals(status, error.getJsonObject("error").getInteger("code"));
        return new RawOutcome(status, "", false, error);
    }

    static RawOutcome whole(Dialect dialect, JsonObject body) {
        assertFalse(body.containsKey("error"), body.encode());
        String text = switch (dialect) {
            case OPENAI -> first(body, "choices").getJsonObject("message").getString("content");
            case ANTHROPIC -> first(body, "content").getString("text");
            case GEMINI -> parts(body);
        };
        return new RawOutcome(200, text, finish(dialect, body), null);
    }

    static RawOutcome streamed(Dialect dialect, List<String> events) {
        StringBuilder text = new StringBuilder();
        boolean finished = false;
        boolean ended = false;
        JsonObject error = null;
        for (String event : events) {
            assertNull(error, "something follows an error: " + event);
            assertFalse(ended, "something follows the end: " + event);
            if (event.equals("[DONE]")) {
                assertEquals(Dialect.OPENAI, dialect);
                ended = true;
                continue;
            }
            JsonObject json = new JsonObject(event);
            if (json.containsKey("error")) {
                assertError(dialect, json);
                error = json;
                continue;
            }
            switch (dialect) {
                case OPENAI -> {
                    if (json.getJsonArray("choices").isEmpty()) break;
                    text.append(first(json, "choices").getJsonObject("delta").getString("content", ""));
                    finished |= finish(dialect, json);
                }
                case ANTHROPIC -> {
                    JsonObject delta = json.getJsonObject("delta", new JsonObject());
                    text.append(delta.getString("text", ""));
                    finished |= delta.getString("stop_reason") != null;
                    ended = json.getString("type").equals("message_stop");
                }
                case GEMINI -> {
                    text.append(parts(json));
                    finished |= finish(dialect, json);
                    ended = finished;
                }
            }
        }
        if (error != null) assertFalse(finished, "it said that it had finished, and failed");
        return new RawOutcome(200, text.toString(), finished && ended, error);
    }

    private static boolean finish(Dialect dialect, JsonObject json) {
        return switch (dialect) {
            case OPENAI -> first(json, "choices").getString("finish_reason") != null;
            case ANTHROPIC -> json.getString("stop_reason") != null;
            case GEMINI -> first(json, "candidates").getString("finishReason") != null;
        };
    }

    private static JsonObject first(JsonObject json, String name) {
        return json.getJsonArray(name).getJsonObject(0);
    }

    private static String parts(JsonObject json) {
        JsonObject content = first(json, "candidates").getJsonObject("content", new JsonObject());
        StringBuilder text = new StringBuilder();
        for (Object part : content.getJsonArray("parts", new JsonArray()))
            text.append(((JsonObject) part).getString("text", ""));
        return text.toString();
    }

    private static void assertError(Dialect dialect, JsonObject json) {
        JsonObject error = json.getJsonObject("error");
        assertFalse(error.getString("message", "").isBlank(), json.encode());
        switch (dialect) {
            case OPENAI -> {
                assertEquals(Set.of("message", "type", "param", "code"), error.fieldNames());
                String type = error.getString("type");
                assertTrue(
                        type.matches("[a-z_]+") && !type.equals("api_error") && !type.equals("overloaded_error"), type);
            }
            case ANTHROPIC -> {
                assertEquals("error", json.getString("type"));
                assertTrue(ANTHROPIC_TYPES.contains(error.getString("type")), json.encode());
            }
            case GEMINI -> {
                assertTrue(error.getInteger("code") >= 400, json.encode());
                assertTrue(error.getString("status").matches("[A-Z_]+"), json.encode());
            }
        }
    }
}
