package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Requests of {@code POST /v1/messages} from and to {@code POST /v1/chat/completions}. Both directions throw a {@link
 * dev.sluice.model.FailureException} INVALID that names the field: code {@code invalid_request} where it is wrong, {@code
 * unsupported_parameter} where it is right but has no counterpart. Members that are null, empty or false, or that spell out a
 * default, count as absent. Any thread.
 *
 * <p>Said differently on the other side: {@code cache_control} goes to Anthropic only (others cache by themselves, and it changes no
 * answer); a failed tool's {@code is_error} becomes the words {@code Error:} in front of its result; a thinking budget becomes one
 * of OpenAI's efforts (see {@link Effort}); system messages in the middle of a talk move to its top.
 */
public final class AnthropicRequests {
    /** What Anthropic's API, which wants a limit, is told where the caller set none. */
    public static final int DEFAULT_MAX_TOKENS = 4096;

    private AnthropicRequests() {}

    /** An Anthropic request as an OpenAI one; fit for {@link OpenAiRequest#read}. */
    public static Buffer toOpenAi(Buffer messagesRequest) {
        JsonObject body = JsonTree.ofCaller(messagesRequest);
        return JsonTree.encode(ChatFromMessages.translate(Members.of(body)));
    }

    /** See {@link #fromOpenAi(OpenAiRequest, String, boolean, Set)}. */
    public static Buffer fromOpenAi(OpenAiRequest request, String model, boolean stream) {
        return fromOpenAi(request, model, stream, Set.of());
    }

    /**
     * An OpenAI request as an Anthropic one.
     *
     * @param model   what the upstream calls it
     * @param without top-level members that are not for the upstream
     */
    public static Buffer fromOpenAi(OpenAiRequest request, String model, boolean stream, Set<String> without) {
        JsonObject body = JsonTree.ofCaller(request.forUpstream(model, stream, without));
        return JsonTree.encode(MessagesFromChat.translate(Members.of(body), request.maxTokens()));
    }
}
