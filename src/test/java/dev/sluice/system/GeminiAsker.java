package dev.sluice.system;

import com.google.genai.Client;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import dev.sluice.simulator.GenAiSdk;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Google's client for Java; its streams ask for {@code alt=sse}. */
final class GeminiAsker implements Asker {
    private static final Schema CITY = Schema.builder()
            .type(Type.Known.OBJECT)
            .properties(Map.of("city", Schema.builder().type(Type.Known.STRING).build()))
            .build();
    private static final Tool WEATHER = Tool.builder()
            .functionDeclarations(FunctionDeclaration.builder()
                    .name(TOOL)
                    .description("The weather of a town.")
                    .parameters(CITY)
                    .build())
            .build();

    private final Client client;

    GeminiAsker(URI base, String key) {
        client = GenAiSdk.client(base.getPort(), key);
    }

    @Override
    public Said ask(String model, boolean stream, int maxTokens) {
        return said(answer(
                model,
                stream,
                List.of(user(QUESTION)),
                config().maxOutputTokens(maxTokens).build()));
    }

    @Override
    public Said call(String model, boolean stream) {
        return said(answer(
                model, stream, List.of(user(CALL)), config().tools(WEATHER).build()));
    }

    @Override
    public Said callAndTell(String model, boolean stream) {
        GenerateContentConfig config = config().tools(WEATHER).build();
        List<Content> talk = new ArrayList<>(List.of(user(CALL)));
        List<GenerateContentResponse> called = answer(model, stream, talk, config);
        for (GenerateContentResponse response : called)
            if (parts(response).stream().anyMatch(part -> part.functionCall().isPresent()))
                talk.add(first(response).content().orElseThrow());
        talk.add(Content.fromParts(Part.fromFunctionResponse(TOOL, Map.of("output", RESULT))));
        return said(answer(model, stream, talk, config));
    }

    private static GenerateContentConfig.Builder config() {
        return GenerateContentConfig.builder().systemInstruction(Content.fromParts(Part.fromText(SYSTEM)));
    }

    private static Content user(String text) {
        return Content.builder().role("user").parts(Part.fromText(text)).build();
    }

    private List<GenerateContentResponse> answer(
            String model, boolean stream, List<Content> contents, GenerateContentConfig config) {
        if (stream) return GenAiSdk.stream(client, model, contents, config);
        return List.of(client.models.generateContent(model, contents, config));
    }

    private static Candidate first(GenerateContentResponse response) {
        return response.candidates().orElseThrow().get(0);
    }

    private static Said said(List<GenerateContentResponse> answer) {
        GenerateContentResponse last = answer.get(answer.size() - 1);
        GenerateContentResponseUsageMetadata usage = last.usageMetadata().orElseThrow();
        StringBuilder text = new StringBuilder();
        FunctionCall call = null;
        for (GenerateContentResponse response : answer)
            for (Part part : parts(response)) {
                part.text().ifPresent(text::append);
                if (part.functionCall().isPresent()) call = part.functionCall().get();
            }
        String tool = call == null ? null : call.name().orElseThrow();
        return new Said(
                text.toString(),
                Said.finish(first(last).finishReason().orElseThrow().toString(), tool),
                usage.promptTokenCount().orElseThrow(),
                usage.candidatesTokenCount().orElseThrow(),
                tool,
                call == null ? null : call.args().orElseThrow());
    }

    private static List<Part> parts(GenerateContentResponse response) {
        return first(response).content().flatMap(Content::parts).orElse(List.of());
    }

    @Override
    public void close() {
        client.close();
    }
}
