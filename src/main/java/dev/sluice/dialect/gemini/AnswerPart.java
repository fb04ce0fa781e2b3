package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One part of what a candidate says. Signatures are null where there is none. */
sealed interface AnswerPart {
    String signature();

    /** @param thought whether it was thought and not said */
    record Words(String text, boolean thought, String signature) implements AnswerPart {}

    /**
     * @param id   null where Gemini gave none
     * @param args a JSON object as text
     */
    record Call(String id, String name, String args, String signature) implements AnswerPart {}

    /** What OpenAI's answers have no place for: asked for by members of a request that are refused, so it never comes. */
    List<String> WITHOUT_COUNTERPART = List.of(
            "inlineData",
            "fileData",
            "executableCode",
            "codeExecutionResult",
            "functionResponse",
            "toolCall",
            "toolResponse");

    /**
     * The parts in their order, words of one kind that stand together joined.
     *
     * @throws FailureException {@code upstream_malformed} for another shape, {@code upstream_unsupported} for a part that
     *     OpenAI's form cannot hold
     */
    static List<AnswerPart> of(JsonObject candidate) {
        Object content = candidate.getValue("content");
        if (content == null) return List.of();
        Object parts = content instanceof JsonObject object ? object.getValue("parts") : "";
        if (parts == null) return List.of();
        if (!(parts instanceof JsonArray array)) throw malformed("whose parts are no array");
        List<AnswerPart> all = new ArrayList<>(array.size());
        for (Object each : array) {
            if (!(each instanceof JsonObject part)) throw malformed("with a part that is no object");
            AnswerPart read = read(part);
            if (read == null) continue;
            int last = all.size() - 1;
            if (read instanceof Words now
                    && last >= 0
                    && all.get(last) instanceof Words before
                    && before.thought == now.thought
                    && before.signature == null)
                all.set(last, new Words(before.text + now.text, now.thought, now.signature));
            else all.add(read);
        }
        return all;
    }

    private static AnswerPart read(JsonObject part) {
        String signature = part.getValue("thoughtSignature") instanceof String signed ? signed : null;
        if (part.getValue("functionCall") instanceof JsonObject call) {
            if (!(call.getValue("name") instanceof String name)) throw malformed("with a call without a name");
            Object args = call.getValue("args");
            if (args != null && !(args instanceof JsonObject)) throw malformed("with arguments that are no object");
            String id = call.getValue("id") instanceof String given && !given.isEmpty() ? given : null;
            return new Call(id, name, args == null ? "{}" : JsonTree.text(args), signature);
        }
        for (String name : WITHOUT_COUNTERPART)
            if (part.getValue(name) != null)
                throw Failure.of(
                                Failure.Kind.UPSTREAM,
                                "upstream_unsupported",
                                "the provider answered with " + name + ", which cannot be carried over")
                        .exception();
        Object text = part.getValue("text");
        if (text != null && !(text instanceof String)) throw malformed("with a text that is no string");
        if (text == null && signature == null) return null;
        return new Words(text == null ? "" : (String) text, Boolean.TRUE.equals(part.getValue("thought")), signature);
    }

    static FailureException malformed(String what) {
        return Failure.of(Failure.Kind.UPSTREAM, "upstream_malformed", "the provider sent an answer " + what)
                .exception();
    }
}
