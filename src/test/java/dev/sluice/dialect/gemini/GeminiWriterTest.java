package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.model.Failure;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeminiWriterTest {
    private final GeminiWriter writer = new GeminiWriter(Shape.EVENTS, "r1", "sim", false);

    @Test
    void textLeavesAtOnceInTheBytesThatCame() {
        assertEquals(
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\u00e9\\n\"}],\"role\":\"model\"},\"index\":0}],"
                        + "\"modelVersion\":\"sim\",\"responseId\":\"r1\"}\n\n",
                chunk("{\"content\":\"\\u00e9\\n\"}").toString());
    }

    @Test
    void whatSaysNothingIsNotSent() {
        assertEquals(0, chunk("{\"role\":\"assistant\",\"content\":\"\"}").length());
        assertEquals(0, chunk("{}").length());
        assertEquals(0, chunk("{\"reasoning_content\":\"Hm.\"}").length(), "nobody asked for thoughts");
        assertEquals(
                0,
                chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}")
                        .length());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "stop,STOP",
                "tool_calls,STOP",
                "length,MAX_TOKENS",
                "content_filter,SAFETY",
                "cancelled,OTHER",
                "null,STOP"
            })
    void theEndHasAFinishReasonAndTheUsage(String openAi, String gemini) {
        JsonObject end = event(writer.done(openAi, new Usage(10, 5, 3, 2)));
        assertEquals(
                new JsonObject("""
                {"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"%s","index":0}""".formatted(gemini)),
                end.getJsonArray("candidates").getJsonObject(0));
        assertEquals(new JsonObject("""
                {"promptTokenCount":10,"candidatesTokenCount":3,"totalTokenCount":15,"cachedContentTokenCount":3,"thoughtsTokenCount":2}"""), end.getJsonObject("usageMetadata"));
    }

    @ParameterizedTest
    @CsvSource({"tool_calls,MALFORMED_FUNCTION_CALL", "length,MAX_TOKENS"})
    void aCallWhoseArgumentsBreakOffIsNotACall(String finish, String expected) {
        chunk(
                "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\"}}]}");
        JsonObject end =
                event(writer.done(finish, null)).getJsonArray("candidates").getJsonObject(0);
        assertEquals(expected, end.getString("finishReason"));
        assertFalse(end.encode().contains("functionCall"));
    }

    @Test
    void aFailureIsAnErrorAndTheEnd() {
        Failure failure =
                new Failure(Failure.Kind.RATE_LIMITED, "upstream_limit", "Slow down.", null, Duration.ofMillis(1500));
        JsonObject error = event(writer.failed(failure)).getJsonObject("error");
        assertEquals(429, error.getInteger("code"));
        assertEquals("RESOURCE_EXHAUSTED", error.getString("status"));
        assertEquals("Slow down.", error.getString("message"));
        assertEquals(0, writer.done("stop", Usage.NONE).length());
        assertEquals(0, writer.failed(failure).length());
    }

    @Test
    void anArrayIsOneWhicheverWayItEnds() {
        Failure failure = Failure.of(Failure.Kind.UPSTREAM, "upstream_broken", "Gone.");
        GeminiWriter empty = new GeminiWriter(Shape.ARRAY, "r1", "sim", false);
        assertEquals(1, new JsonArray(empty.failed(failure)).size());
        GeminiWriter some = new GeminiWriter(Shape.ARRAY, "r1", "sim", false);
        Buffer out = some.heartbeat();
        for (int i = 0; i < 3; i++)
            out.appendBuffer(
                    some.chunk(OpenAiChunks.scan(delta("{\"content\":\"a\"}")).chunk()));
        out.appendBuffer(some.heartbeat()).appendBuffer(some.failed(failure));
        assertEquals(
                502, new JsonArray(out).getJsonObject(3).getJsonObject("error").getInteger("code"));
        assertEquals("\n[{", out.getString(0, 3));
    }

    @Test
    void refusalsAndPartsOfTextAreText() {
        assertEquals(
                "ab",
                event(chunk("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"refusal\":\"b\"}"))
                        .getJsonArray("candidates")
                        .getJsonObject(0)
                        .getJsonObject("content")
                        .getJsonArray("parts")
                        .getJsonObject(0)
                        .getString("text"));
    }

    private Buffer chunk(String delta) {
        return writer.chunk(OpenAiChunks.scan(delta(delta)).chunk());
    }

    private static Buffer delta(String delta) {
        return Buffer.buffer(
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}");
    }

    private static JsonObject event(Buffer frame) {
        String text = frame.toString();
        assertEquals("data: ", text.substring(0, 6));
        assertEquals("\n\n", text.substring(text.length() - 2));
        return new JsonObject(text.substring(6));
    }
}
