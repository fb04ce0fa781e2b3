package dev.sluice.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.dialect.Json;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.Utf8;
import dev.sluice.model.FailureException;
import dev.sluice.sse.ByteSpan;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** Reads what a provider sent: an event's data, or an answer's body. What is no JSON is the provider's fault. */
final class ProviderJson {
    private ProviderJson() {}

    /** @throws FailureException {@code upstream_malformed} where it is not one JSON object in UTF-8 */
    static JsonObject tree(Buffer data) {
        try {
            return JsonTree.ofCaller(data);
        } catch (FailureException e) {
            throw AnswerPart.malformed("that is no JSON object in UTF-8");
        }
    }

    /**
     * A parser in front of the first token, for those who need no tree.
     *
     * @throws FailureException {@code upstream_malformed} where it is not UTF-8
     */
    static JsonParser pull(Buffer data) throws IOException {
        ByteSpan bytes = ByteSpan.of(data);
        if (Utf8.firstFault(bytes.array(), bytes.from(), bytes.to()) >= 0)
            throw AnswerPart.malformed("that is not UTF-8");
        return Json.ofProvider(bytes);
    }
}
