package dev.sluice.dialect;

import dev.sluice.model.Failure;
import io.vertx.core.buffer.Buffer;

/** Errors as OpenAI words them: {@code {"error":{"message","type","param","code"}}}. */
public final class OpenAiErrors {
    private OpenAiErrors() {}

    public static Buffer body(Failure failure) {
        throw new UnsupportedOperationException();
    }

    public static Buffer body(ProviderError error) {
        throw new UnsupportedOperationException();
    }

    /** Reads an error body; null where it is none (HTML, empty, another shape). */
    public static ProviderError read(Buffer body) {
        throw new UnsupportedOperationException();
    }
}
