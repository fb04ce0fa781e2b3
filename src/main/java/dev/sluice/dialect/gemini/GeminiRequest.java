package dev.sluice.dialect.gemini;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.RequestBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * A {@code GenerateContentRequest} as it came, with what its path says. What this dialect alone can say (safety settings, kept
 * content, Google's own tools) is found to be in the way by {@link #chat()}, and only there.
 */
public final class GeminiRequest implements ChatRequest {
    private final RequestBody body;
    private final String model;
    private final boolean stream;
    private final int choices;
    private final Integer maxTokens;
    private final boolean deterministic;
    private final boolean thoughts;
    private OpenAiRequest chat;

    private GeminiRequest(String model, RequestBody body, boolean stream) {
        this.body = body;
        this.model = model;
        this.stream = stream;
        JsonObject known = body.tree("model", "generationConfig", "generation_config");
        Members request = Members.ofGemini(known);
        GeminiRequests.sameModel(request, model);
        thoughts = Thinking.aloud(known);
        Members config = request.object("generationConfig");
        Integer candidates = config == null ? null : config.whole("candidateCount");
        choices = candidates == null ? 1 : Math.max(1, candidates);
        maxTokens = config == null ? null : config.whole("maxOutputTokens");
        Number temperature = config == null ? null : config.number("temperature");
        deterministic = temperature != null && temperature.doubleValue() == 0;
    }

    /**
     * Reads what the house has to know. The body is kept, not copied: it must not change afterwards.
     *
     * @param model  as the path names it
     * @param stream as the path says
     * @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected
     */
    public static GeminiRequest read(String model, Buffer body, boolean stream) {
        return new GeminiRequest(model, RequestBody.read(body), stream);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    @Override
    public int choices() {
        return choices;
    }

    @Override
    public Integer maxTokens() {
        return maxTokens;
    }

    @Override
    public boolean deterministic() {
        return deterministic;
    }

    /** Whether the caller wants to hear the model's thoughts, where others than Gemini answer. */
    public boolean thoughts() {
        return thoughts;
    }

    @Override
    public Buffer body() {
        return body.bytes();
    }

    @Override
    public OpenAiRequest chat() {
        if (chat == null) chat = OpenAiRequest.read(GeminiRequests.toOpenAi(model, body.bytes(), stream));
        return chat;
    }

    @Override
    public Buffer forUpstream(String as, boolean streamed, Set<String> without) {
        boolean same = as.equals(model) || !body.has("model");
        return same ? body.bytes() : body.with("model", JsonText.literal("models/" + as));
    }
}
