package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client takes the simulator for the real thing. */
class SimulatorSdkTest extends SimulatorTestBase {
    private OpenAIClient client;

    @BeforeEach
    void connect() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(simulator.baseUrl().toString())
                .apiKey("sk-any")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void readsAStream() {
        StringBuilder text = new StringBuilder();
        long tokens = 0;
        ChatCompletionCreateParams params = params("sim-instant")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            for (ChatCompletionChunk chunk : chunks) {
                chunk.validate();
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
            }
            tokens = chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens();
        }
        String expected = Simulator.expectedText("sim", user(QUESTION));
        assertEquals(expected, text.toString());
        assertEquals(Tokeniser.count(expected), tokens);
    }

    @Test
    void readsAWholeAnswer() {
        ChatCompletion completion = client.chat()
                .completions()
                .create(params("sim-instant").build())
                .validate();
        assertEquals(
                Simulator.expectedText("sim", user(QUESTION)),
                completion.choices().get(0).message().content().orElseThrow());
    }

    @Test
    void knowsItsErrors() {
        ChatCompletionCreateParams limited = params("sim;fault=429").build();
        assertThrows(RateLimitException.class, () -> client.chat().completions().create(limited));
        assertEquals(4, client.models().list().data().size());
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(QUESTION);
    }
}
