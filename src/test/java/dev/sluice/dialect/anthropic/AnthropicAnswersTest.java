package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicAnswersTest {
    private static final Buffer MESSAGE = AnthropicRequestsTest.json(
            "{'id':'msg_1','type':'message','role':'assistant',"
                    + "'model':'claude','content':[{'type':'thinking','thinking':'hm','signature':'S'},{'type':'text','text':'Hi '},"
                    + "{'type':'text','text':'you'},{'type':'tool_use','id':'t1','name':'f','input':{'a':[1,2]}}],'stop_reason':'tool_use',"
                    + "'stop_sequence':null,'usage':{'input_tokens':1,'cache_creation_input_tokens':2,'cache_read_input_tokens':4,'output_tokens':8}}");

    @Test
    void aMessageIsACompletion() {
        JsonObject out = AnthropicAnswers.toOpenAi(MESSAGE, 5).toJsonObject();
        JsonObject choice = out.getJsonArray("choices").getJsonObject(0);
        JsonObject message = choice.getJsonObject("message");
        assertEquals("Hi you", message.getString("content"));
        assertEquals("hm", message.getString("reasoning_content"));
        assertEquals(
                "S", message.getJsonArray("reasoning_details").getJsonObject(0).getString("signature"));
        JsonObject function =
                message.getJsonArray("tool_calls").getJsonObject(0).getJsonObject("function");
        assertEquals("{\"a\":[1,2]}", function.getString("arguments"));
        assertEquals("tool_calls", choice.getString("finish_reason"));
        assertEquals(7, out.getJsonObject("usage").getInteger("prompt_tokens"));
        assertEquals(new Usage(7, 8, 4, 0), AnthropicAnswers.usage(MESSAGE));
    }

    @Test
    void aMessageComesBackButForThePlacesOfItsTexts() {
        Buffer back = AnthropicAnswers.fromOpenAi(AnthropicAnswers.toOpenAi(MESSAGE, 5), "msg_1", "claude");
        JsonObject expected = MESSAGE.toJsonObject();
        expected.getJsonArray("content").remove(2);
        expected.getJsonArray("content").getJsonObject(1).put("text", "Hi you");
        assertEquals(expected, back.toJsonObject());
    }

    @Test
    void aStopSequenceComesBack() {
        JsonObject message =
                MESSAGE.toJsonObject().put("stop_reason", "stop_sequence").put("stop_sequence", "X");
        message.getJsonArray("content").remove(3);
        Buffer chat = AnthropicAnswers.toOpenAi(message.toBuffer(), 5);
        JsonObject back = AnthropicAnswers.fromOpenAi(chat, "msg_1", "claude").toJsonObject();
        assertEquals("stop_sequence", back.getString("stop_reason"));
        assertEquals("X", back.getString("stop_sequence"));
    }

    @Test
    void argumentsThatTheLimitCutAreLeftOut() {
        String cut =
                "{'choices':[{'message':{'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{\\'a'}}]},'finish_reason':'length'}]}";
        JsonObject out = AnthropicAnswers.fromOpenAi(AnthropicRequestsTest.json(cut), "msg_1", "m")
                .toJsonObject();
        assertEquals(
                new JsonObject(), out.getJsonArray("content").getJsonObject(0).getJsonObject("input"));
        assertEquals("max_tokens", out.getString("stop_reason"));
        Buffer broken = AnthropicRequestsTest.json(cut.replace("length", "stop"));
        assertThrows(FailureException.class, () -> AnthropicAnswers.fromOpenAi(broken, "msg_1", "m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "<html>", "{}", "{'choices':[]}", "{'content':'x','choices':[{}]}"})
    void whatIsNoAnswerIsMalformed(String body) {
        Buffer json = AnthropicRequestsTest.json(body);
        assertThrows(FailureException.class, () -> AnthropicAnswers.toOpenAi(json, 0));
        assertThrows(FailureException.class, () -> AnthropicAnswers.fromOpenAi(json, "msg_1", "m"));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, 400, invalid_request_error",
        "UNAUTHENTICATED, 401, authentication_error",
        "FORBIDDEN, 403, permission_error",
        "NOT_FOUND, 404, not_found_error",
        "TOO_LARGE, 413, request_too_large",
        "RATE_LIMITED, 429, rate_limit_error",
        "INTERNAL, 500, api_error",
        "UPSTREAM, 502, api_error",
        "OVERLOADED, 529, overloaded_error",
        "UPSTREAM_TIMEOUT, 504, timeout_error"
    })
    void failuresInAnthropicsWords(Failure.Kind kind, int status, String type) {
        Failure failure = Failure.of(kind, "code", "what \"happened\"");
        assertEquals(status, AnthropicErrors.status(failure));
        ProviderError read = AnthropicErrors.read(AnthropicErrors.body(failure));
        assertEquals(new ProviderError("what \"happened\"", type, null, null), read);
        assertEquals("error", AnthropicErrors.body(failure).toJsonObject().getString("type"));
    }

    @ParameterizedTest
    @CsvSource({
        "requests, , rate_limit_error",
        "insufficient_quota, , billing_error",
        "server_error, , api_error",
        "server_error, server_overloaded, overloaded_error",
        "invalid_request_error, , invalid_request_error",
        ", , api_error"
    })
    void errorsOfOthersGetTypesThatItsClientsKnow(String type, String code, String expected) {
        ProviderError error = new ProviderError("m", type, "p", code);
        assertEquals(expected, AnthropicErrors.fromOpenAi(error).type());
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, server_error, overloaded_error",
        "api_error, server_error, api_error",
        "billing_error, insufficient_quota, billing_error",
        "rate_limit_error, rate_limit_error,",
        ", server_error,"
    })
    void itsErrorsGetTypesThatOpenAisClientsKnow(String type, String expected, String code) {
        ProviderError out = AnthropicErrors.toOpenAi(new ProviderError("m", type, null, null));
        assertEquals(expected, out.type());
        assertEquals(code, out.code());
    }
}
