package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Listener;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.Speech;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Anthropic's Messages API. */
public final class AnthropicSpeech implements Speech {
    private final LongSupplier seconds;

    /** @param seconds since 1970, for the {@code created} that Anthropic does not tell */
    public AnthropicSpeech(LongSupplier seconds) {
        this.seconds = seconds;
    }

    @Override
    public Dialect dialect() {
        return Dialect.ANTHROPIC;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/messages";
    }

    @Override
    public Buffer request(OpenAiRequest request, String model, boolean stream, Set<String> without) {
        return AnthropicRequests.fromOpenAi(request, model, stream, without);
    }

    @Override
    public Map<String, String> fields(String key) {
        return key == null ? Map.of() : Map.of("x-api-key", key);
    }

    @Override
    public Map<String, String> usualFields() {
        return Map.of(AnthropicFields.VERSION, AnthropicFields.USUAL_VERSION);
    }

    @Override
    public Listener listen(String model) {
        AnthropicReader reader = new AnthropicReader(model, seconds.getAsLong());
        return new Listener() {
            @Override
            public void event(SseEvent event, Consumer<ScannedChunk> to) {
                for (ScannedChunk chunk : reader.event(event)) to.accept(chunk.reworded(AnthropicErrors::toOpenAi));
            }

            @Override
            public boolean over() {
                return reader.terminal();
            }
        };
    }

    @Override
    public Listener overhear() {
        return new AnthropicPass();
    }

    @Override
    public Usage usage(Buffer body) {
        return AnthropicAnswers.usage(body);
    }

    @Override
    public Buffer answer(Buffer body, String model) {
        return AnthropicAnswers.toOpenAi(body, seconds.getAsLong());
    }

    @Override
    public ProviderError error(Buffer body) {
        ProviderError error = AnthropicErrors.read(body);
        return error == null ? null : AnthropicErrors.toOpenAi(error);
    }

    @Override
    public Buffer ownError(Buffer body, UnaryOperator<String> words) {
        return AnthropicErrors.own(body, words);
    }
}
