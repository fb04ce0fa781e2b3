package dev.sluice.dialect.gemini;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.ForeignRequest;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.RequestBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * A {@code GenerateContentRequest} as it came, with what its path says. What this dialect alone can say (safety settings, kept
 * content, Google's own tools) is found to be in the way by {@link #chat()}, and only there.
 */
public final class GeminiRequest extends ForeignRequest {
    private final boolean thoughts;

    private GeminiRequest(RequestBody body, Known known, boolean thoughts) {
        super(body, known);
        this.thoughts = thoughts;
    }

    /**
     * Reads what the house has to know. The body is kept, not copied: it must not change afterwards.
     *
     * @param model  as the path names it
     * @param stream as the path says
     * @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected
     */
    public static GeminiRequest read(String model, Buffer bytes, boolean stream) {
        RequestBody body = RequestBody.read(bytes);
        JsonObject read = body.tree("model", "generationConfig", "generation_config");
        Members request = Members.ofGemini(read);
        GeminiRequests.sameModel(request, model);
        boolean thoughts = Thinking.aloud(read);
        return new GeminiRequest(body, known(model, stream, request.object("generationConfig")), thoughts);
    }

    private static Known known(String model, boolean stream, Members config) {
        if (config == null) return new Known(model, stream, 1, null, false);
        Integer candidates = config.whole("candidateCount");
        int choices = candidates == null ? 1 : Math.max(1, candidates);
        Integer maxTokens = config.whole("maxOutputTokens");
        Number temperature = config.number("temperature");
        return new Known(model, stream, choices, maxTokens, temperature != null && temperature.doubleValue() == 0);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    /** Whether the caller wants to hear the model's thoughts, where others than Gemini answer. */
    public boolean thoughts() {
        return thoughts;
    }

    @Override
    protected Buffer toOpenAi() {
        return GeminiRequests.toOpenAi(model(), body(), stream());
    }

    @Override
    public Buffer forUpstream(String as, boolean streamed, Set<String> without) {
        boolean same = as.equals(model()) || !scanned().has("model");
        return same ? body() : scanned().with("model", JsonText.literal("models/" + as));
    }
}
