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
    private static final int MODEL_CHARS = 256;

    private final Map<String, String> fields;

    private AnthropicRequest(RequestBody body, Map<String, String> fields) {
        super(body, known(Members.of(body.tree("model", "stream", "max_tokens", "temperature"))));
        this.fields = fields;
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
     * @param fields of its head that go along, as {@link AnthropicFields} reads them
     * @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected
     */
    public static AnthropicRequest read(Buffer body, Map<String, String> fields) {
        return new AnthropicRequest(RequestBody.read(body), Map.copyOf(fields));
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public Map<String, String> fields() {
        return fields;
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
