package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class GeminiAnswersTest {
    private static final String GEMINI = """
            {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"So:"},
               {"functionCall":{"id":"x","name":"f","args":{"a":[1,2.5,null]}},"thoughtSignature":"c2ln"}],"role":"model"},
               "finishReason":"STOP","index":0},
              {"content":{"parts":[{"text":"b"}],"role":"model"},"finishReason":"MAX_TOKENS","index":1}],
             "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":3,"totalTokenCount":15,"thoughtsTokenCount":2},
             "modelVersion":"sim","responseId":"chatcmpl-1"}""";
    private static final String OPENAI = """
            {"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"sim","choices":[
              {"index":0,"message":{"role":"assistant","content":"So:","refusal":null,"reasoning_content":"Hm.","tool_calls":[
                {"id":"x","type":"function","function":{"name":"f","arguments":"{\\"a\\":[1,2.5,null]}"},
                 "extra_content":{"google":{"thought_signature":"c2ln"}}}]},"logprobs":null,"finish_reason":"tool_calls"},
              {"index":1,"message":{"role":"assistant","content":"b","refusal":null},"logprobs":null,"finish_reason":"length"}],
             "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":0},
               "completion_tokens_details":{"reasoning_tokens":2}}}""";

    @Test
    void eachFormBecomesTheOther() {
        Buffer openAi = GeminiAnswers.toOpenAi(Buffer.buffer(GEMINI), "chatcmpl-1", 5, "sim");
        assertEquals(new JsonObject(OPENAI), new JsonObject(openAi));
        assertEquals(
                new JsonObject(GEMINI),
                new JsonObject(GeminiAnswers.fromOpenAi(Buffer.buffer(OPENAI), "chatcmpl-1", "sim", true)));
        assertEquals(new Usage(10, 5, 0, 2), GeminiAnswers.usage(Buffer.buffer(GEMINI)));
        assertNull(GeminiAnswers.usage(Buffer.buffer("<html>")));
    }

    @Test
    void thoughtsStayWithTheModelUnlessAskedFor() {
        JsonObject first = new JsonObject(GeminiAnswers.fromOpenAi(Buffer.buffer(OPENAI), "chatcmpl-1", "sim", false))
                .getJsonArray("candidates")
                .getJsonObject(0);
        assertEquals(
                "So:",
                first.getJsonObject("content")
                        .getJsonArray("parts")
                        .getJsonObject(0)
                        .getString("text"));
    }

    @Test
    void aCallWithoutAnIdGetsOneThatNoOtherAnswerHas() {
        JsonObject answer = new JsonObject(GeminiAnswers.toOpenAi(
                Buffer.buffer("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}]}}]}"),
                "chatcmpl-9",
                5,
                "m"));
        JsonObject message = answer.getJsonArray("choices").getJsonObject(0).getJsonObject("message");
        assertEquals(
                "call_9_0_1",
                message.getJsonArray("tool_calls").getJsonObject(0).getString("id"));
        assertNull(message.getString("content"));
    }

    @Test
    void aBlockedPromptIsAFilteredAnswer() {
        JsonObject answer = new JsonObject(GeminiAnswers.toOpenAi(
                Buffer.buffer("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}"), "chatcmpl-9", 5, "m"));
        assertEquals(
                "content_filter",
                answer.getJsonArray("choices").getJsonObject(0).getString("finish_reason"));
    }

    @Test
    void anAnswerWithoutOneIsTheProvidersFault() {
        assertThrows(FailureException.class, () -> GeminiAnswers.toOpenAi(Buffer.buffer("{}"), "chatcmpl-9", 5, "m"));
        assertThrows(
                FailureException.class,
                () -> GeminiAnswers.fromOpenAi(Buffer.buffer("{}"), "chatcmpl-1", "sim", false));
    }
}
