package dev.sluice.system;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** OpenAI's own client for Java, towards a node, and what it should get to see. */
final class Sdk {
    static final String QUESTION = "Why is the sky blue? Naïve answers welcome ☀ 🌈";

    private Sdk() {}

    /** @param retries how often the client itself asks again */
    static OpenAIClient client(TestNode node, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(node.uri("/v1").toString())
                .apiKey("any")
                .maxRetries(retries)
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(QUESTION);
    }

    /** What the simulator says to {@link #ask}. */
    static String expected(String model) {
        JsonObject message = new JsonObject().put("role", "user").put("content", QUESTION);
        return Simulator.expectedText(model, new JsonArray().add(message));
    }

    /** Reads a stream to its end; fails as the client does. */
    static List<ChatCompletionChunk> read(OpenAIClient client, ChatCompletionCreateParams params) {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        read(client, params, chunks);
        return chunks;
    }

    /** As {@link #read(OpenAIClient, ChatCompletionCreateParams)}, but what came before a failure is kept. */
    static void read(OpenAIClient client, ChatCompletionCreateParams params, List<ChatCompletionChunk> into) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(params)) {
            response.stream().forEach(into::add);
        }
    }

    static String text(List<ChatCompletionChunk> chunks) {
        StringBuilder text = new StringBuilder();
        for (ChatCompletionChunk chunk : chunks)
            for (ChatCompletionChunk.Choice choice : chunk.choices())
                text.append(choice.delta().content().orElse(""));
        return text.toString();
    }

    static boolean finished(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .anyMatch(choice -> choice.finishReason().isPresent());
    }
}
