package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.ChunkParts;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.anthropic.AnthropicAnswers;
import dev.sluice.dialect.anthropic.AnthropicReader;
import dev.sluice.dialect.anthropic.AnthropicRequests;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A chat completion that goes over to Anthropic's face and back gets what it would have got directly. */
class AnthropicTranslationTest extends SimulatorTestBase {
    private static final JsonObject WEATHER = new JsonObject("""
            {"type":"function","function":{"name":"get_weather","parameters":
            {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city"]}}}""");

    @Test
    void aTalkOfSeveralTurns() throws Exception {
        JsonArray messages = new JsonArray()
                .add(message("system", "Be brief."))
                .addAll(user(QUESTION))
                .add(message("assistant", "Use a worker."))
                .add(message("user", "Why? \"Quotes\" & 🚀"));
        sameAsDirect(new JsonObject().put("model", "sim-instant").put("messages", messages));
    }

    @Test
    void aToolIsCalled() throws Exception {
        JsonObject request = new JsonObject()
                .put("model", "sim-instant")
                .put("messages", user("What will the weather be in Lisbon?"))
                .put("tools", JsonArray.of(WEATHER))
                .put("tool_choice", "required");
        sameAsDirect(request);
    }

    private void sameAsDirect(JsonObject chat) throws Exception {
        String expected = Simulator.expectedText(chat, null);
        Buffer stream = Buffer.buffer();
        for (byte[] part : post(chat, true).parts()) stream.appendBytes(part);
        StringBuilder streamed = new StringBuilder();
        AnthropicReader reader = new AnthropicReader("m", 0);
        SseParser parser = new SseParser(1 << 20, event -> {
            for (ScannedChunk chunk : reader.event(event)) {
                ChunkParts parts = ChunkParts.of(chunk.chunk());
                streamed.append(parts.text());
                parts.toolCalls().forEach(call -> streamed.append(call.arguments()));
            }
        });
        parser.feed(stream);
        assertEquals(expected, streamed.toString());
        Buffer whole = Buffer.buffer(post(chat, false).body());
        JsonObject message = AnthropicAnswers.toOpenAi(whole, 0)
                .toJsonObject()
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message");
        JsonArray calls = message.getJsonArray("tool_calls");
        if (calls == null) assertEquals(expected, message.getString("content"));
        else
            assertEquals(
                    new JsonObject(expected),
                    new JsonObject(
                            calls.getJsonObject(0).getJsonObject("function").getString("arguments")));
    }

    private RawAnswer post(JsonObject chat, boolean stream) throws Exception {
        Buffer body =
                AnthropicRequests.fromOpenAi(OpenAiRequest.read(chat.toBuffer()), chat.getString("model"), stream);
        String head = "POST /v1/messages HTTP/1.1\r\nHost: sim\r\nanthropic-version: 2023-06-01\r\nContent-Length: ";
        try (Socket socket = RawAnswer.open(port, head + body.length() + "\r\n\r\n", body.getBytes())) {
            RawAnswer answer = RawAnswer.read(socket);
            assertEquals(200, answer.status(), () -> new String(answer.parts().get(0), StandardCharsets.UTF_8));
            return answer;
        }
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }
}
