package dev.sluice.dialect;

import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a provider of one dialect is asked and understood. What goes in and comes out is OpenAI's form, the one that the house speaks;
 * but for what passes from and to a caller of the same dialect, which {@link #overhear} and {@link #usage} look over.
 * Stateless; any thread.
 */
public interface Speech {
    /** Which one it is. */
    Dialect dialect();

    /** Path and query below the provider's base URL. */
    String path(String model, boolean stream);

    /**
     * The body of a request.
     *
     * @param model   as the provider calls it
     * @param without members that are not for the provider
     * @throws dev.sluice.model.FailureException INVALID, naming what the dialect cannot say
     */
    Buffer request(OpenAiRequest request, String model, boolean stream, Set<String> without);

    /**
     * The header fields that carry the credential.
     *
     * @param key null to send none
     */
    Map<String, String> fields(String key);

    /** Header fields that the dialect insists on, for requests that bring none of their own. */
    default Map<String, String> usualFields() {
        return Map.of();
    }

    /** For one stream. */
    Listener listen(String model);

    /**
     * For one stream that passes to a caller of the same dialect: chunks hold the events as they came, and what is told beside them is
     * found without a tree.
     */
    Listener overhear();

    /**
     * A whole answer as a {@code chat.completion}.
     *
     * @throws dev.sluice.model.FailureException {@code upstream_malformed} where it is no answer
     */
    Buffer answer(Buffer body, String model);

    /**
     * The usage of a whole answer that passes to a caller of the same dialect; null where it tells none.
     *
     * @throws dev.sluice.model.FailureException {@code upstream_malformed} where it is no answer
     */
    Usage usage(Buffer body);

    /** An error body in OpenAI's words; null where it is none. */
    ProviderError error(Buffer body);

    /**
     * An error body as the provider worded it, with those members that its own clients know; null where it is none, or where {@link
     * #error} has all of them.
     *
     * @param words what becomes of each text
     */
    default Buffer ownError(Buffer body, UnaryOperator<String> words) {
        return null;
    }

    /** When the error body says that it is worth trying again, or null. */
    default Duration retryAfter(Buffer body) {
        return null;
    }
}
