package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.gemini.AnswerPart.Call;
import dev.sluice.dialect.gemini.AnswerPart.Words;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Whole answers: {@code GenerateContentResponse} and OpenAI's {@code chat.completion}, each as the other. Any thread. */
public final class GeminiAnswers {
    private GeminiAnswers() {}

    /**
     * @param id             the answer's, such as {@code chatcmpl-…}; unique, since ids of calls are made from it
     * @param createdSeconds since 1970
     * @throws FailureException {@code upstream_malformed} where it is no GenerateContentResponse with an answer, {@code
     *     upstream_unsupported} where OpenAI's form has no place for what it says
     */
    public static Buffer toOpenAi(Buffer response, String id, long createdSeconds, String model) {
        JsonObject answer = ProviderJson.tree(response);
        JsonArray choices = new JsonArray();
        String callPrefix = CallIds.prefix(id);
        if (answer.getValue("candidates") instanceof JsonArray candidates)
            for (Object each : candidates) {
                if (!(each instanceof JsonObject candidate))
                    throw AnswerPart.malformed("with a candidate that is no object");
                choices.add(choice(candidate, choices.size(), callPrefix));
            }
        if (choices.isEmpty() && GeminiReader.blocked(answer)) choices.add(filtered());
        if (choices.isEmpty()) throw AnswerPart.malformed("without a candidate");
        JsonObject out = new JsonObject()
                .put("id", id)
                .put("object", "chat.completion")
                .put("created", createdSeconds)
                .put("model", model)
                .put("choices", choices);
        Usage usage = UsageMetadata.read(answer.getValue("usageMetadata"));
        if (usage != null) out.put("usage", UsageMetadata.openAi(usage));
        return JsonTree.encode(out);
    }

    /**
     * @param completion a {@code chat.completion}
     * @param responseId the answer's id
     * @param model      told as {@code modelVersion}
     * @param thoughts   whether the caller wants to hear the model think: {@link GeminiRequest#thoughts}
     * @throws FailureException {@code upstream_malformed} where it is no JSON object with choices
     */
    public static Buffer fromOpenAi(Buffer completion, String responseId, String model, boolean thoughts) {
        JsonObject answer = ProviderJson.tree(completion);
        if (!(answer.getValue("choices") instanceof JsonArray choices)) throw AnswerPart.malformed("without choices");
        List<JsonObject> candidates = new ArrayList<>(choices.size());
        for (Object each : choices)
            if (each instanceof JsonObject choice) candidates.add(candidate(choice, candidates.size(), thoughts));
        GeminiForm form = new GeminiForm(responseId, model);
        return form.response(candidates, OpenAiChunks.usage(completion));
    }

    /** The usage of a {@code GenerateContentResponse}; null where it has none or is none. */
    public static Usage usage(Buffer response) {
        try {
            return UsageMetadata.read(ProviderJson.tree(response).getValue("usageMetadata"));
        } catch (FailureException e) {
            return null;
        }
    }

    private static JsonObject choice(JsonObject candidate, int position, String callPrefix) {
        int index = candidate.getValue("index") instanceof Number number ? number.intValue() : position;
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        JsonArray calls = new JsonArray();
        String signature = null;
        for (AnswerPart part : AnswerPart.of(candidate)) {
            if (part instanceof Call call) {
                String id = call.id() != null ? call.id() : callPrefix + index + "_" + (calls.size() + 1);
                calls.add(call(id, call));
            } else if (part instanceof Words words) {
                (words.thought() ? thoughts : text).append(words.text());
                if (words.signature() != null) signature = words.signature();
            }
        }
        JsonObject message = new JsonObject()
                .put("role", "assistant")
                .put("content", text.length() == 0 && !calls.isEmpty() ? null : text.toString())
                .put("refusal", null);
        if (thoughts.length() > 0) message.put("reasoning_content", thoughts.toString());
        if (!calls.isEmpty()) message.put("tool_calls", calls);
        String finish = candidate.getValue("finishReason") instanceof String reason && FinishReasons.ends(reason)
                ? reason
                : "STOP";
        return new JsonObject()
                .put("index", index)
                .put("message", Signature.put(message, signature))
                .put("logprobs", Logprobs.toOpenAi(candidate.getValue("logprobsResult")))
                .put("finish_reason", FinishReasons.toOpenAi(finish, !calls.isEmpty()));
    }

    private static JsonObject call(String id, Call call) {
        JsonObject tool = new JsonObject()
                .put("id", id)
                .put("type", "function")
                .put("function", new JsonObject().put("name", call.name()).put("arguments", call.args()));
        return Signature.put(tool, call.signature());
    }

    private static JsonObject filtered() {
        JsonObject message =
                new JsonObject().put("role", "assistant").put("content", "").put("refusal", null);
        return new JsonObject()
                .put("index", 0)
                .put("message", message)
                .put("logprobs", null)
                .put("finish_reason", "content_filter");
    }

    private static JsonObject candidate(JsonObject choice, int position, boolean thoughts) {
        int index = choice.getValue("index") instanceof Number number ? number.intValue() : position;
        JsonObject message = choice.getValue("message") instanceof JsonObject said ? said : new JsonObject();
        List<JsonObject> parts = GeminiForm.words(message, thoughts);
        PendingCalls calls = new PendingCalls();
        calls.add(message.getValue("tool_calls"));
        parts.addAll(calls.take());
        if (parts.isEmpty()) parts.add(new JsonObject().put("text", ""));
        String finish = choice.getValue("finish_reason") instanceof String reason ? reason : null;
        return GeminiForm.candidate(index, parts, calls.finish(finish), Logprobs.toGemini(choice.getValue("logprobs")));
    }
}
