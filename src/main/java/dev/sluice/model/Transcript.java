package dev.sluice.model;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;

/**
 * Everything that an answer said up to one of its events, in one value: what a snapshot tells.
 *
 * @param seq       the last event that it covers; 0 for the empty one
 * @param model     who answers, or null before the start
 * @param tab       for which tab, or null before the start
 * @param text      the text as the body of a JSON string literal in UTF-8 (escaped, without quotes); never changed
 * @param reasoning what the model thought aloud, likewise
 * @param toolCalls OpenAI {@code tool_calls}, each whole so far, or null where there are none; never changed
 */
public record Transcript(long seq, String model, TabId tab, Buffer text, Buffer reasoning, JsonArray toolCalls) {
    /** Before anything was said. */
    public static final Transcript EMPTY = new Transcript(0, null, null, Buffer.buffer(0), Buffer.buffer(0), null);

    /** How frames become a transcript: knows the chunks of a dialect. Any thread. */
    public interface Fold {
        /** @param frames the events that follow {@code base} without a hole, terminal ones left out */
        Transcript fold(Transcript base, Iterable<Frame> frames);
    }
}
