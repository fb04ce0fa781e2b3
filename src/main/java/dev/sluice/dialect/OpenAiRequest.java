package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.Set;

/** A chat request in OpenAI's dialect: checked, and kept as the bytes that came. */
public final class OpenAiRequest {
    private OpenAiRequest() {}

    /** @throws dev.sluice.model.FailureException INVALID, naming the field, what came and what was expected */
    public static OpenAiRequest read(Buffer body) {
        throw new UnsupportedOperationException();
    }

    public String model() {
        throw new UnsupportedOperationException();
    }

    public boolean stream() {
        throw new UnsupportedOperationException();
    }

    /** Whether the caller asked for {@code stream_options.include_usage}. */
    public boolean includeUsage() {
        throw new UnsupportedOperationException();
    }

    /** A top-level member that is a string, or null where it is absent; other types are a failure that names it. */
    public String string(String member) {
        throw new UnsupportedOperationException();
    }

    /** The request for the upstream: every member as it came, but for the model's name, stream and stream_options, and {@code without}. */
    public Buffer forUpstream(String model, boolean stream, Set<String> without) {
        throw new UnsupportedOperationException();
    }
}
