package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** A way to ask a drop-in face without an SDK, whose tolerance and retries would hide what was sent. */
enum RawFace {
    OPENAI_STREAM(true),
    OPENAI_WHOLE(false),
    ANTHROPIC_STREAM(true),
    ANTHROPIC_WHOLE(false),
    GEMINI_EVENTS(true),
    GEMINI_ARRAY(true),
    GEMINI_WHOLE(false);

    static final String QUESTION = "Why is the sky \"blue\"? ☀";

    /** The faces of dialects whose bytes may pass untranslated. */
    static final List<RawFace> PASSING =
            List.of(ANTHROPIC_STREAM, ANTHROPIC_WHOLE, GEMINI_EVENTS, GEMINI_ARRAY, GEMINI_WHOLE);

    private final boolean stream;

    RawFace(boolean stream) {
        this.stream = stream;
    }

    /** Each face with an upstream of each dialect. */
    static Stream<Arguments> matrix() {
        return Stream.of(values()).flatMap(face -> Stream.of(Dialect.values()).map(to -> Arguments.of(face, to)));
    }

    boolean stream() {
        return stream;
    }

    Dialect dialect() {
        return Dialect.valueOf(name().substring(0, name().indexOf('_')));
    }

    String path(String model) {
        String name = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return switch (this) {
            case OPENAI_STREAM, OPENAI_WHOLE -> "/v1/chat/completions";
            case ANTHROPIC_STREAM, ANTHROPIC_WHOLE -> "/v1/messages";
            case GEMINI_EVENTS -> "/v1beta/models/" + name + ":streamGenerateContent?alt=sse";
            case GEMINI_ARRAY -> "/v1beta/models/" + name + ":streamGenerateContent";
            case GEMINI_WHOLE -> "/v1beta/models/" + name + ":generateContent";
        };
    }

    /** Asks {@link #QUESTION}. */
    JsonObject body(String model) {
        if (dialect() == Dialect.GEMINI) {
            JsonArray parts = JsonArray.of(new JsonObject().put("text", QUESTION));
            return new JsonObject()
                    .put(
                            "contents",
                            JsonArray.of(new JsonObject().put("role", "user").put("parts", parts)));
        }
        JsonArray messages = JsonArray.of(new JsonObject().put("role", "user").put("content", QUESTION));
        JsonObject body =
                new JsonObject().put("model", model).put("messages", messages).put("stream", stream);
        return dialect() == Dialect.ANTHROPIC ? body.put("max_tokens", 100_000) : body;
    }

    /** Reads what came; fails where it is neither a full answer nor one error of the dialect, or where anything follows either. */
    RawOutcome read(HttpResponse<String> response) {
        String body = response.body();
        if (response.statusCode() != 200) return RawOutcome.refused(dialect(), response.statusCode(), body);
        if (!stream) return RawOutcome.whole(dialect(), new JsonObject(body));
        String type = response.headers().firstValue("content-type").orElse("");
        if (this == GEMINI_ARRAY) {
            assertTrue(type.startsWith("application/json"), type);
            List<String> elements = new ArrayList<>();
            for (Object each : new JsonArray(body)) elements.add(((JsonObject) each).encode());
            return RawOutcome.streamed(dialect(), elements);
        }
        assertTrue(type.startsWith("text/event-stream"), type);
        return RawOutcome.streamed(dialect(), events(body));
    }

    private List<String> events(String body) {
        assertTrue(body.endsWith("\n\n"), "the last event is not whole");
        List<String> events = new ArrayList<>();
        for (String block : body.split("\n\n")) {
            String name = null;
            StringBuilder data = new StringBuilder();
            for (String line : block.split("\n")) {
                if (line.startsWith("data: ")) data.append(line.substring(6));
                else if (line.startsWith("event: ")) name = line.substring(7);
                else assertTrue(line.startsWith(":"), line);
            }
            if (data.isEmpty()) continue;
            if (dialect() == Dialect.ANTHROPIC) assertEquals(new JsonObject(data.toString()).getString("type"), name);
            events.add(data.toString());
        }
        assertFalse(events.isEmpty(), "nothing came");
        return events;
    }
}
