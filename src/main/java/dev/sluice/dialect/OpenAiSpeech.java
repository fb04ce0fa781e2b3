package dev.sluice.dialect;

import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** OpenAI, and everybody who says that they speak like it. Bytes pass as they are. */
public final class OpenAiSpeech implements Speech {
    private static final ProviderError UNREADABLE = new ProviderError(null, null, null, null);

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public String path(String model, boolean stream) {
        return "/chat/completions";
    }

    @Override
    public Buffer request(OpenAiRequest request, String model, boolean stream, Set<String> without) {
        return request.forUpstream(model, stream, without);
    }

    @Override
    public Map<String, String> fields(String key) {
        return key == null ? Map.of() : Map.of("authorization", "Bearer " + key);
    }

    @Override
    public Listener listen(String model) {
        return new Events();
    }

    @Override
    public Listener overhear() {
        return new Events();
    }

    @Override
    public Buffer answer(Buffer body, String model) {
        return body;
    }

    @Override
    public Usage usage(Buffer body) {
        return OpenAiChunks.scan(body).usage();
    }

    @Override
    public ProviderError error(Buffer body) {
        return OpenAiErrors.read(body);
    }

    private static final class Events implements Listener {
        private boolean over;

        @Override
        public void event(SseEvent event, Consumer<ScannedChunk> to) {
            if (OpenAiChunks.isDone(event.data())) over = true;
            else if (event.type().equals("error")) {
                ProviderError error = OpenAiErrors.read(event.data());
                to.accept(new ScannedChunk(null, false, null, null, false, error == null ? UNREADABLE : error));
            } else if (!event.type().equals("ping")) to.accept(OpenAiChunks.scan(event.data()));
        }

        @Override
        public boolean over() {
            return over;
        }
    }
}
