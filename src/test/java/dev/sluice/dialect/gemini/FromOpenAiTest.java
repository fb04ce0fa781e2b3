package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FromOpenAiTest {
    private static final String HI = "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @Test
    void neitherModelNorStreamStandInTheBody() {
        assertEquals(new JsonObject("""
                {"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}"""), translated("""
                {HI,"stream":true,"stream_options":{"include_usage":true},"user":"u","n":1,"logit_bias":{},"parallel_tool_calls":true,
                 "store":false,"service_tier":"auto","tools":[],"tool_choice":"auto","response_format":{"type":"text"}}"""));
    }

    @Test
    void aConversationWithToolsFindsTheNamesOfItsResults() {
        assertEquals(new JsonObject("""
                {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."}]},
                 "contents":[{"role":"user","parts":[{"text":"Weather?"}]},
                 {"role":"model","parts":[{"text":"Two towns.","thought":true},{"text":"Let me see."},
                   {"functionCall":{"name":"weather","args":{"town":"Bonn"}},"thoughtSignature":"c2ln"},
                   {"functionCall":{"name":"clock","args":{}}}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"weather","response":{"sky":"blue"}}},
                   {"functionResponse":{"name":"clock","response":{"output":"noon"}}}]},
                 {"role":"user","parts":[{"text":"Well?"}]}]}"""), translated("""
                {"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":"Let me see.","reasoning_content":"Two towns.","refusal":null,"tool_calls":[
                   {"id":"x","type":"function","function":{"name":"weather","arguments":"{\\"town\\":\\"Bonn\\"}"},
                    "extra_content":{"google":{"thought_signature":"c2ln"}}},
                   {"id":"y","type":"function","function":{"name":"clock","arguments":""}}]},
                 {"role":"tool","tool_call_id":"y","name":"clock","content":[{"type":"text","text":"no"},{"type":"text","text":"on"}]},
                 {"role":"tool","tool_call_id":"x","content":"{\\"sky\\":\\"blue\\"}"},
                 {"role":"system","content":"Be kind."},{"role":"user","content":"Well?"}]}"""));
    }

    @Test
    void eachParameterHasItsCounterpart() {
        assertEquals(new JsonObject("""
                {"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}},
                   {"fileData":{"mimeType":"image/webp","fileUri":"https://example.org/a.webp?x=1"}},
                   {"inlineData":{"mimeType":"audio/wav","data":"AAAA"}},
                   {"inlineData":{"mimeType":"application/pdf","data":"AAAA","displayName":"a.pdf"}}]}],
                 "tools":[{"functionDeclarations":[{"name":"f","description":"F","parametersJsonSchema":{"type":"object"}}]}],
                 "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
                 "generationConfig":{"temperature":0,"topP":0.5,"topK":3,"maxOutputTokens":9,"seed":1,"presencePenalty":1,
                  "frequencyPenalty":2,"stopSequences":["x"],"candidateCount":2,"responseLogprobs":true,"logprobs":5,
                  "thinkingConfig":{"thinkingBudget":1024,"includeThoughts":true},"responseMimeType":"application/json",
                  "responseJsonSchema":{"type":"object"},"mediaResolution":"MEDIA_RESOLUTION_HIGH"}}"""), translated("""
                {"model":"m","messages":[{"role":"user","content":[
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"high"}},
                   {"type":"image_url","image_url":{"url":"https://example.org/a.webp?x=1","detail":"auto"}},
                   {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
                   {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]}],
                 "tools":[{"type":"function","function":{"name":"f","description":"F","parameters":{"type":"object"},"strict":true}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}},"temperature":0,"top_p":0.5,"top_k":3,"max_tokens":9,
                 "seed":1,"presence_penalty":1,"frequency_penalty":2,"stop":"x","n":2,"logprobs":true,"top_logprobs":5,
                 "reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,
                  "schema":{"type":"object"}}}}"""));
    }

    @Test
    void strictArgumentsAndNamedSubsetsOfToolsAreCarried() {
        String tools = """
                "tools":[{"type":"function","function":{"name":"f","strict":true}},{"type":"function","function":{"name":"g"}}]""";
        assertEquals("VALIDATED", mode(translated("{HI," + tools + "}")));
        assertEquals("NONE", mode(translated("{HI," + tools + ",\"tool_choice\":\"none\"}")));
        JsonObject some = translated("{HI," + tools + """
                ,"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"g"}}]}}}""");
        assertEquals(
                1,
                some.getJsonArray("tools")
                        .getJsonObject(0)
                        .getJsonArray("functionDeclarations")
                        .size());
    }

    @Test
    void noEffortIsNoThought() {
        JsonObject config = translated("{HI,\"reasoning_effort\":\"none\"}").getJsonObject("generationConfig");
        assertEquals(new JsonObject("{\"thinkingConfig\":{\"thinkingBudget\":0}}"), config);
        assertFalse(translated("{HI}").containsKey("generationConfig"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            messages                        | {"model":"m","messages":[{"role":"system","content":"Be brief."}]}
            messages[0].role                | {"model":"m","messages":[{"role":"critic","content":"Hi"}]}
            messages[0].content             | {"model":"m","messages":[{"role":"user","content":[]}]}
            messages[0].content[0].type     | {"model":"m","messages":[{"role":"user","content":[{"type":"video_url"}]}]}
            messages[0].content[0].image_url.url | {"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://a"}}]}]}
            messages[0].content[0].file.file_id | {"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}
            messages[0].name                | {"model":"m","messages":[{"role":"user","content":"Hi","name":"Zoe"}]}
            messages[0].tool_call_id        | {"model":"m","messages":[{"role":"tool","tool_call_id":"x","content":"a"}]}
            messages[0].tool_calls[0].function.arguments | {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"x","type":"function","function":{"name":"f","arguments":"[1]"}}]}]}
            messages[0].audio               | {"model":"m","messages":[{"role":"assistant","audio":{"id":"x"}}]}
            messages[0].mood                | {"model":"m","messages":[{"role":"user","content":"Hi","mood":"x"}]}
            tools[0].type                   | {HI,"tools":[{"type":"custom","custom":{"name":"f"}}]}
            tool_choice                     | {HI,"tool_choice":"required"}
            tool_choice.function.name       | {HI,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}}
            parallel_tool_calls             | {HI,"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false}
            response_format.type            | {HI,"response_format":{"type":"grammar"}}
            reasoning_effort                | {HI,"reasoning_effort":"utmost"}
            logit_bias                      | {HI,"logit_bias":{"50256":-100}}
            modalities                      | {HI,"modalities":["text","audio"]}
            metadata                        | {HI,"metadata":{"a":"b"}}
            store                           | {HI,"store":true}
            service_tier                    | {HI,"service_tier":"flex"}
            min_p                           | {HI,"min_p":0.1}
            seed                            | {HI,"seed":99999999999}
            """)
    void whatCannotBeCarriedIsRefusedNamingIt(String field, String request) {
        Failure failure =
                assertThrows(FailureException.class, () -> translated(request)).failure();
        assertEquals(Failure.Kind.INVALID, failure.kind());
        assertEquals(field, failure.field());
        assertTrue(
                failure.message().contains(": got ") && failure.message().contains(", expected "), failure.message());
    }

    private static String mode(JsonObject request) {
        return request.getJsonObject("toolConfig")
                .getJsonObject("functionCallingConfig")
                .getString("mode");
    }

    private static JsonObject translated(String request) {
        return new JsonObject(GeminiRequests.fromOpenAi(OpenAiRequest.read(Buffer.buffer(request.replace("HI", HI)))));
    }
}
