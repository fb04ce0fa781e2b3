package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.ForeignRequest;
import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.RequestBody;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * A request of {@code POST /v1/messages} as it came. What this dialect alone can say (documents, cache control, tools that Anthropic
 * runs, whatever a beta adds) is found to be in the way by {@link #chat()}, and only there.
 */
public final class AnthropicRequest extends ForeignRequest {
    /** Names the betas that a request makes use of (Anthropic's API reference, "Beta headers"). */
    public static final String BETA = "anthropic-beta";

    private static final int MODEL_CHARS = 256;

    private final String beta;

    private AnthropicRequest(RequestBody body, String beta) {
        super(body, known(Members.of(body.tree("model", "stream", "max_tokens", "temperature"))));
        this.beta = beta;
    }

    private static Known known(Members request) {
        String model = request.needString("model");
        if (model.length() > MODEL_CHARS) throw request.fault("model", "at most " + MODEL_CHARS + " characters");
        boolean stream = request.flag("stream");
        Integer maxTokens = request.integer("max_tokens", 1);
        boolean deterministic = request.value("temperature") instanceof Number number && number.doubleValue() == 0;
        return new Known(model, stream, 1, maxTokens, deterministic);
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
    public Map<String, String> fields() {
        return beta == null ? Map.of() : Map.of(BETA, beta);
    }

    @Override
    protected Buffer toOpenAi() {
        return AnthropicRequests.toOpenAi(body());
    }

    @Override
    public Buffer forUpstream(String as, boolean streamed, Set<String> without) {
        return as.equals(model()) ? body() : scanned().with("model", JsonText.literal(as));
    }
}
