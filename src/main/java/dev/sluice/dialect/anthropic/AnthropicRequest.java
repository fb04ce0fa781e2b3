package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.RequestBody;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * A request of {@code POST /v1/messages} as it came. What this dialect alone can say (documents, cache control, tools that Anthropic
 * runs, whatever a beta adds) is found to be in the way by {@link #chat()}, and only there.
 */
public final class AnthropicRequest implements ChatRequest {
    /** Names the betas that a request makes use of (Anthropic's API reference, "Beta headers"). */
    public static final String BETA = "anthropic-beta";

    private static final int MODEL_CHARS = 256;

    private final RequestBody body;
    private final String beta;
    private final String model;
    private final boolean stream;
    private final Integer maxTokens;
    private final boolean deterministic;
    private OpenAiRequest chat;

    private AnthropicRequest(RequestBody body, String beta) {
        this.body = body;
        this.beta = beta;
        Members request = Members.of(body.tree("model", "stream", "max_tokens", "temperature"));
        model = request.needString("model");
        if (model.length() > MODEL_CHARS) throw request.fault("model", "at most " + MODEL_CHARS + " characters");
        stream = request.flag("stream");
        maxTokens = request.integer("max_tokens", 1);
        deterministic = request.value("temperature") instanceof Number number && number.doubleValue() == 0;
    }

    /**
     * Reads what the house has to know. The body is kept, not copied: it must not change afterwards.
     *
     * @param beta the header {@link #BETA} as it came, or null
     * @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected
     */
    public static AnthropicRequest read(Buffer body, String beta) {
        return new AnthropicRequest(RequestBody.read(body), beta);
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
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
        return 1;
    }

    @Override
    public Integer maxTokens() {
        return maxTokens;
    }

    @Override
    public boolean deterministic() {
        return deterministic;
    }

    @Override
    public Buffer body() {
        return body.bytes();
    }

    @Override
    public Map<String, String> fields() {
        return beta == null ? Map.of() : Map.of(BETA, beta);
    }

    @Override
    public OpenAiRequest chat() {
        if (chat == null) chat = OpenAiRequest.read(AnthropicRequests.toOpenAi(body.bytes()));
        return chat;
    }

    @Override
    public Buffer forUpstream(String as, boolean streamed, Set<String> without) {
        return as.equals(model) ? body.bytes() : body.with("model", JsonText.literal(as));
    }
}
