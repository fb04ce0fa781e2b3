package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** While the provider thinks, comments keep the connection alive. */
final class OpenAiHeartbeatIT {
    private static TestNode node;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_HEARTBEAT", "1s");
        client = Sdk.client(node, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        node.close();
    }

    @Test
    void commentsBeforeTheFirstTokenDisturbNoClient() {
        List<ChatCompletionChunk> chunks =
                Sdk.read(client, Sdk.ask("sim-instant;ttft=2500").build());
        assertEquals(Sdk.expected("sim-instant"), Sdk.text(chunks));
    }

    @Test
    void theHeadAndWholeCommentsLeaveBeforeTheFirstToken() throws Exception {
        JsonObject body = new JsonObject()
                .put("model", "sim-instant;ttft=2500;tokens=3")
                .put("stream", true)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", "Hi")));
        HttpRequest request = HttpRequest.newBuilder(node.uri("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertTrue(response.body().startsWith(": ping\n\n"), response.body());
        assertTrue(response.body().endsWith("data: [DONE]\n\n"), response.body());
        assertEquals(200, response.statusCode());
    }

    @Test
    void aFailureBehindACommentIsToldInTheStream() {
        SseException e = assertThrows(
                SseException.class,
                () -> Sdk.read(
                        client, Sdk.ask("sim-instant;ttft=2500;fault=rst;at=0").build()));
        assertEquals("upstream_reset", e.code().orElseThrow());
    }
}
