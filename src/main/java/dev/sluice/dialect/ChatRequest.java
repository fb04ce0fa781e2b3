package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * One chat request in the dialect of whoever asks: the little that the house has to know of it, and two ways out. A provider of the
 * same dialect gets it as it came, with all that only this dialect can say; for any other it is put in OpenAI's words first.
 *
 * <p>Belongs to the loop of the request, as a translation is made when it is first asked for, and kept.
 */
public interface ChatRequest {
    /** That it was asked in. */
    Dialect dialect();

    /** As its caller names it. */
    String model();

    /** Whether the answer is to be streamed. */
    boolean stream();

    /** How many answers are wanted: 1 or more. */
    int choices();

    /** The most tokens that an answer may have, or null where the caller does not say. */
    Integer maxTokens();

    /** Whether the caller asked for the most likely answer: a temperature is there and is 0. */
    boolean deterministic();

    /** The body as it came. Not to be changed. */
    Buffer body();

    /** Header fields that go to a provider of the same dialect along with the body, by their names in lower case. */
    default Map<String, String> fields() {
        return Map.of();
    }

    /**
     * The same in OpenAI's words.
     *
     * @throws dev.sluice.model.FailureException INVALID, naming in the caller's words what is wrong or cannot be carried over
     */
    OpenAiRequest chat();

    /**
     * The body for a provider of the same dialect.
     *
     * @param model   as the provider calls it
     * @param stream  whether the answer is to be streamed, where the body says so
     * @param without members that are the house's own, in requests of the house's own dialect
     */
    Buffer forUpstream(String model, boolean stream, Set<String> without);
}
