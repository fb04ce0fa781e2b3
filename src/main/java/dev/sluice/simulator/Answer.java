package dev.sluice.simulator;

/**
 * What is going to be said, in whichever form it is sent.
 *
 * @param pieces       the text's tokens, or those of the tool call's arguments
 * @param tool         the name of the tool that is called, or null for an answer in words
 * @param toolCallId   null where there is no tool
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 * @param stopSequence the one that ended it, or null
 */
record Answer(
        Tokens pieces, String tool, String toolCallId, String finishReason, String stopSequence, int promptTokens) {
    int completionTokens() {
        return pieces.count();
    }
}
