package dev.sluice.dialect.gemini;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.ErrorReader;
import dev.sluice.dialect.Listener;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.Speech;
import dev.sluice.model.StreamId;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Google's Gemini API. The model and whether to stream stand in the path. */
public final class GeminiSpeech implements Speech {
    private final LongSupplier seconds;

    /** @param seconds since 1970, for the {@code created} that Gemini does not tell */
    public GeminiSpeech(LongSupplier seconds) {
        this.seconds = seconds;
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    @Override
    public String path(String model, boolean stream) {
        String name = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return "/models/" + name + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
    }

    @Override
    public Buffer request(OpenAiRequest request, String model, boolean stream, Set<String> without) {
        return GeminiRequests.fromOpenAi(OpenAiRequest.read(request.forUpstream(model, false, without)));
    }

    @Override
    public Map<String, String> fields(String key) {
        return key == null ? Map.of() : Map.of("x-goog-api-key", key);
    }

    @Override
    public Listener listen(String model) {
        GeminiReader reader = new GeminiReader(id(), seconds.getAsLong(), model);
        return new Listener() {
            @Override
            public void event(SseEvent event, Consumer<ScannedChunk> to) {
                for (ScannedChunk chunk : reader.read(event.data())) to.accept(chunk.reworded(GeminiErrors::toOpenAi));
            }

            /** Usage may follow the finish reason, so the stream is over when it ends. */
            @Override
            public boolean over() {
                return false;
            }
        };
    }

    @Override
    public Listener overhear() {
        return new GeminiPass();
    }

    @Override
    public Usage usage(Buffer body) {
        return EventScan.usage(body);
    }

    @Override
    public Buffer answer(Buffer body, String model) {
        return GeminiAnswers.toOpenAi(body, id(), seconds.getAsLong(), model);
    }

    @Override
    public ProviderError error(Buffer body) {
        ProviderError error = GeminiErrors.read(body);
        return error == null ? null : GeminiErrors.toOpenAi(error);
    }

    @Override
    public Buffer ownError(Buffer body, UnaryOperator<String> words) {
        JsonObject read = ErrorReader.object(body);
        return read == null ? null : GeminiOwnError.of(read, words);
    }

    @Override
    public Duration retryAfter(Buffer body) {
        return GeminiErrors.retryAfter(body);
    }

    private static String id() {
        return "chatcmpl-" + StreamId.random().value().substring(3);
    }
}
