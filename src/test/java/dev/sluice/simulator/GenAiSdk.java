package dev.sluice.simulator;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Google's own client, and what tests ask of it. */
public final class GenAiSdk {
    /** A tool that the simulator calls where a question says {@code call weather}. */
    public static final Tool WEATHER = Tool.builder()
            .functionDeclarations(FunctionDeclaration.builder()
                    .name("weather")
                    .description("The weather of a town.")
                    .parameters(Schema.builder()
                            .type(Type.Known.OBJECT)
                            .properties(Map.of(
                                    "town",
                                    Schema.builder().type(Type.Known.STRING).build()))
                            .required("town")
                            .build())
                    .build())
            .build();

    private GenAiSdk() {}

    public static Client client(int port, String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl("http://127.0.0.1:" + port)
                        .timeout(20_000)
                        // Left alone, it asks four times more, for half a minute.
                        .retryOptions(HttpRetryOptions.builder()
                                .attempts(1)
                                .initialDelay(0.01)
                                .maxDelay(0.01)
                                .jitter(0.0))
                        .build())
                .build();
    }

    /** Every response of a stream; throws what the client throws. */
    public static List<GenerateContentResponse> stream(
            Client client, String model, List<Content> contents, GenerateContentConfig config) {
        List<GenerateContentResponse> all = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(model, contents, config)) {
            stream.forEach(all::add);
        }
        return all;
    }

    public static String text(List<GenerateContentResponse> responses) {
        StringBuilder text = new StringBuilder();
        for (GenerateContentResponse response : responses) if (response.text() != null) text.append(response.text());
        return text.toString();
    }
}
