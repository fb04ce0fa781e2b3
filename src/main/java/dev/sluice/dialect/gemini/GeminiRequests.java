package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Requests: {@code GenerateContentRequest} (ai.google.dev/api/generate-content) and OpenAI's chat completion, each as the
 * other. What a request says and the other form cannot say is refused, naming it; what is at its default passes. Any thread.
 *
 * <p>Decided here, since the two do not meet: {@code safetySettings} pass where they ask for no filter ({@code OFF}, {@code
 * BLOCK_NONE}, the default of current models) and are refused otherwise, as a filter that is not there must not be taken for
 * granted. {@code topK} becomes {@code top_k}, which OpenAI itself refuses and others take. Budgets of thinking become the
 * nearest effort. OpenAI's instructions move to the front. Members that tell OpenAI who asks ({@code user} and its like) are
 * left behind.
 */
public final class GeminiRequests {
    private static final Set<String> NO_FILTER = Set.of("OFF", "BLOCK_NONE");

    private GeminiRequests() {}

    /**
     * A chat completion that asks for the same.
     *
     * @param model  which model to name: in Gemini's form it stands in the path
     * @param body   camelCase or snake_case, as Google takes both
     * @param stream whether the answer is to be streamed, with its usage at the end: the path says so, too
     * @throws FailureException INVALID, naming the field, what came and what was expected
     */
    public static Buffer toOpenAi(String model, Buffer body, boolean stream) {
        Members request = Members.ofGemini(JsonTree.ofCaller(body));
        sameModel(request, model);
        JsonObject out = new JsonObject().put("model", model).put("stream", stream);
        if (stream) out.put("stream_options", new JsonObject().put("include_usage", true));
        Members config = request.object("generationConfig");
        out.put("messages", ContentsToOpenAi.messages(request, config == null ? null : ConfigToOpenAi.detail(config)));
        if (config != null) ConfigToOpenAi.put(config, out);
        ToolsToOpenAi.put(request, out);
        for (Members setting : request.objects("safetySettings")) safety(setting);
        request.uncarried("cachedContent", "labels", "store", "serviceTier");
        request.end();
        return JsonTree.encode(out);
    }

    /**
     * A {@code GenerateContentRequest} that asks for the same, for {@code models/{model}:generateContent} or {@code
     * :streamGenerateContent}: neither the model nor whether to stream stands in the body.
     *
     * @throws FailureException INVALID, naming OpenAI's field, what came and what was expected
     */
    public static Buffer fromOpenAi(OpenAiRequest chat) {
        Members request = Members.ofOpenAi(JsonTree.ofCaller(chat.forUpstream(chat.model(), false, Set.of())));
        request.value("model");
        request.value("stream");
        JsonObject out = new JsonObject();
        String detail = MessagesToGemini.put(request, out);
        ToolsToGemini.put(request, out);
        JsonObject config = ConfigToGemini.config(request, detail);
        if (!config.isEmpty()) out.put("generationConfig", config);
        request.end();
        return JsonTree.encode(out);
    }

    /** The body may name the model, too. */
    static void sameModel(Members request, String model) {
        String named = request.string("model");
        if (named != null && !named.equals(model) && !named.equals("models/" + model))
            throw request.wrong("model", "the model that the path names");
    }

    private static void safety(Members setting) {
        String category = setting.constant("category");
        String threshold = setting.constant("threshold");
        if (category != null && threshold != null && !NO_FILTER.contains(threshold))
            throw setting.wrong("threshold", "OFF or BLOCK_NONE, as the model that answers has no such filter");
        setting.uncarried("method");
        setting.end();
    }
}
