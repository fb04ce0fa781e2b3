package dev.sluice.dialect;

import dev.sluice.model.StreamEvent;
import dev.sluice.model.Usage;
import java.util.function.UnaryOperator;

/**
 * What one event of an upstream stream says, found without building a tree.
 *
 * @param chunk        the event to append, or null where there is nothing to tell a reader (a bare error)
 * @param content      whether any choice carries text, reasoning, a tool call or a refusal: the first one that does
 *                     commits the attempt
 * @param finishReason choice 0's {@code finish_reason}, or null
 * @param usage        the chunk's usage, or null where it carries none ({@code "usage":null} is none)
 * @param usageOnly    whether it is the extra last chunk of {@code include_usage}: no choices, only usage
 * @param error        an error told inside the stream, or null
 */
public record ScannedChunk(
        StreamEvent.Chunk chunk,
        boolean content,
        String finishReason,
        Usage usage,
        boolean usageOnly,
        ProviderError error) {

    /** The same with its error, where it tells one that could be read, in other words. An error is told alone. */
    public ScannedChunk reworded(UnaryOperator<ProviderError> words) {
        if (error == null) return this;
        return failed(error.unreadable() ? error : words.apply(error));
    }

    /** An error told inside the stream, and nothing else. */
    public static ScannedChunk failed(ProviderError error) {
        return new ScannedChunk(null, false, null, null, false, error);
    }
}
