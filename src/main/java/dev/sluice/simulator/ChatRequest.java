package dev.sluice.simulator;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A chat completion as it was asked for, checked by {@link ChatRequestReader}.
 *
 * @param maxTokens        -1 for no limit
 * @param stops            the text ends before the first of these that occurs
 * @param tool             the tool that has to be called, or null for an answer in words
 * @param hasStreamOptions whether {@code stream_options} is present, which some providers refuse
 */
record ChatRequest(
        String model,
        Script script,
        List<Message> messages,
        boolean stream,
        boolean includeUsage,
        boolean hasStreamOptions,
        int maxTokens,
        List<String> stops,
        Tool tool) {

    /**
     * @param text      its text, the parts joined
     * @param canonical everything it says, in one spelling, for seeds
     */
    record Message(String role, String text, String canonical) {}

    /** @param parameters a JSON schema */
    record Tool(String name, JsonObject parameters) {}

    ChatRequest with(Script other) {
        return new ChatRequest(model, other, messages, stream, includeUsage, hasStreamOptions, maxTokens, stops, tool);
    }

    /** What the answer is about: the last thing that the user said; empty where the user said nothing. */
    String question() {
        for (int i = messages.size() - 1; i >= 0; i--)
            if (messages.get(i).role().equals("user")) return messages.get(i).text();
        return "";
    }

    /** The same messages and the same {@code seed} directive give the same answer; pace, faults and limits do not matter. */
    long seed() {
        StringBuilder all = new StringBuilder();
        for (Message message : messages) all.append(message.canonical()).append('\n');
        return Seed.mix(Seed.of(all.toString()) ^ Seed.mix(script.seed()));
    }
}
