package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class ToOpenAiTest {
    @Test
    void aPlainQuestionBecomesOneMessage() {
        assertEquals(new JsonObject("""
                        {"model":"m","stream":true,"stream_options":{"include_usage":true},
                         "messages":[{"role":"user","content":"Hi"}]}"""), new JsonObject(GeminiRequests.toOpenAi("m", Buffer.buffer("""
                        {"contents":[{"parts":[{"text":"Hi"}]}]}"""), true)));
    }

    @Test
    void bothSpellingsAndALoneObjectForAnArrayAreTaken() {
        String messages = """
                [{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]""";
        assertEquals(new JsonArray(messages), translated("""
                {"system_instruction":{"parts":{"text":"Be brief."}},"contents":{"role":"user","parts":{"text":"Hi"}}}""").getJsonArray("messages"));
        assertEquals(new JsonArray(messages), translated("""
                {"systemInstruction":{"role":"user","parts":[{"text":"Be brief."}]},
                 "contents":[{"role":"user","parts":[{"text":"Hi","thought":false}]}]}""").getJsonArray("messages"));
    }

    @Test
    void aConversationWithToolsKeepsItsCallsAndResultsTogether() {
        assertEquals(new JsonArray("""
                [{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":"Let me see.","reasoning_content":"Two towns.","tool_calls":[
                   {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"town\\":\\"Bonn\\"}"},
                    "extra_content":{"google":{"thought_signature":"c2ln"}}},
                   {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{\\"town\\":\\"Kiel\\"}"}},
                   {"id":"own","type":"function","function":{"name":"clock","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"own","content":"noon"},
                 {"role":"tool","tool_call_id":"call_1","content":"{\\"sky\\":\\"blue\\"}"},
                 {"role":"tool","tool_call_id":"call_2","content":"{}"},
                 {"role":"user","content":"Well?"}]"""), translated("""
                {"contents":[{"role":"user","parts":[{"text":"Weather?"}]},
                 {"role":"model","parts":[{"text":"Two towns.","thought":true},{"text":"Let me see."},
                   {"functionCall":{"name":"weather","args":{"town":"Bonn"}},"thoughtSignature":"c2ln"},
                   {"functionCall":{"name":"weather","args":{"town":"Kiel"}}},{"functionCall":{"id":"own","name":"clock"}}]},
                 {"role":"user","parts":[{"functionResponse":{"id":"own","name":"clock","response":{"output":"noon"}}},
                   {"functionResponse":{"name":"weather","response":{"sky":"blue"}}},{"text":"Well?"},
                   {"functionResponse":{"name":"weather"}}]}]}""").getJsonArray("messages"));
    }

    @Test
    void idsThatAreMadeDoNotMeetThoseThatCame() {
        JsonArray calls =
                translated("""
                {"contents":[{"role":"model","parts":[{"functionCall":{"id":"call_1","name":"f"}},{"functionCall":{"name":"f"}}]}]}""").getJsonArray("messages").getJsonObject(0).getJsonArray("tool_calls");
        assertEquals("call_1", calls.getJsonObject(0).getString("id"));
        assertEquals("call_2", calls.getJsonObject(1).getString("id"));
    }

    @Test
    void picturesSoundAndDocumentsBecomeTypedParts() {
        assertEquals(new JsonArray("""
                [{"role":"user","content":[{"type":"text","text":"What?"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,+/A=","detail":"low"}},
                  {"type":"image_url","image_url":{"url":"https://example.org/a.jpg","detail":"low"}},
                  {"type":"input_audio","input_audio":{"data":"AAAA","format":"mp3"}},
                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]}]"""), translated("""
                {"contents":[{"parts":[{"text":"What?"},{"inline_data":{"mime_type":"image/png","data":"-_A="}},
                  {"fileData":{"mimeType":"image/jpeg","fileUri":"https://example.org/a.jpg"}},
                  {"inlineData":{"mimeType":"audio/mpeg","data":"AAAA"}},
                  {"inlineData":{"mimeType":"application/pdf","data":"AAAA","displayName":"a.pdf"}}]}],
                 "generationConfig":{"mediaResolution":"MEDIA_RESOLUTION_LOW"}}""").getJsonArray("messages"));
    }

    @Test
    void eachParameterHasItsCounterpart() {
        JsonObject expected = new JsonObject("""
                {"model":"m","stream":false,"messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"top_p":0.9,"top_k":40,
                 "max_completion_tokens":100,"seed":7,"presence_penalty":0.25,"frequency_penalty":-1,"stop":["a","b"],"n":2,
                 "logprobs":true,"top_logprobs":3,"reasoning_effort":"medium","response_format":{"type":"json_schema",
                 "json_schema":{"name":"response","schema":{"type":"object","properties":{
                   "b":{"type":["string","null"],"enum":["x","y",null]},"a":{"type":"array","items":{"type":"integer"},"minItems":2}},
                   "required":["a"]}}}}""");
        JsonObject translated = translated("""
                {"contents":[{"parts":[{"text":"Hi"}]}],"generation_config":{"temperature":0.5,"topP":0.9,"top_k":40,
                 "maxOutputTokens":"100","seed":7,"presencePenalty":0.25,"frequencyPenalty":-1,"stopSequences":["a","b"],
                 "candidateCount":2,"responseLogprobs":true,"logprobs":3,"thinkingConfig":{"thinkingBudget":5000,"includeThoughts":true},
                 "responseMimeType":"application/json","responseSchema":{"type":"OBJECT","propertyOrdering":["b","a"],
                 "properties":{"a":{"type":"ARRAY","items":{"type":"INTEGER"},"minItems":"2"},
                   "b":{"type":"string","nullable":true,"enum":["x","y"]}},"required":["a"]}}}""");
        assertEquals(expected, translated);
        assertEquals(
                "[b, a]",
                translated
                        .getJsonObject("response_format")
                        .getJsonObject("json_schema")
                        .getJsonObject("schema")
                        .getJsonObject("properties")
                        .fieldNames()
                        .toString());
    }

    @Test
    void membersAtTheirDefaultPass() {
        JsonObject plain = translated("""
                {"contents":[{"parts":[{"text":"Hi"}]}]}""");
        assertEquals(plain, translated("""
                {"model":"models/m","contents":[{"role":"","parts":[{"text":"Hi"}]}],"tools":[],"toolConfig":{},"cachedContent":"",
                 "labels":{},"systemInstruction":null,"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"},
                  {"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_NONE"},{"category":"HARM_CATEGORY_HARASSMENT",
                   "threshold":"HARM_BLOCK_THRESHOLD_UNSPECIFIED"}],
                 "generationConfig":{"candidateCount":1,"responseMimeType":"text/plain","responseModalities":["TEXT"],
                  "enableEnhancedCivicAnswers":false,"maxOutputTokens":0,"thinkingConfig":{"thinkingBudget":-1},
                  "mediaResolution":"MEDIA_RESOLUTION_UNSPECIFIED"}}"""));
    }

    @Test
    void functionsAndTheChoiceAmongThemAreCarried() {
        JsonObject some = translated(withTools("""
                {"mode":"ANY","allowedFunctionNames":["b","c"]}"""));
        assertEquals("required", some.getString("tool_choice"));
        assertEquals(new JsonArray("""
                [{"type":"function","function":{"name":"b","description":"B","parameters":{"type":"object","additionalProperties":false}}},
                 {"type":"function","function":{"name":"c"}}]"""), some.getJsonArray("tools"));
        assertEquals(new JsonObject("""
                {"type":"function","function":{"name":"c"}}"""), translated(withTools("""
                {"mode":"ANY","allowed_function_names":["c"]}""")).getJsonObject("tool_choice"));
        assertEquals("none", translated(withTools("{\"mode\":\"NONE\"}")).getString("tool_choice"));
        assertFalse(translated(withTools("{\"mode\":\"AUTO\"}")).containsKey("tool_choice"));
        assertTrue(translated(withTools("{\"mode\":\"VALIDATED\"}"))
                .getJsonArray("tools")
                .getJsonObject(0)
                .getJsonObject("function")
                .getBoolean("strict"));
    }

    @Test
    void halfASurrogatePairSurvives() {
        Buffer out = GeminiRequests.toOpenAi("m", Buffer.buffer("""
                {"contents":[{"parts":[{"text":"\\ud83d"}]}]}"""), false);
        assertTrue(out.toString().contains("\"content\":\"\\ud83d\""), out::toString);
    }

    private static String withTools(String calling) {
        return """
                {"contents":[{"parts":[{"text":"Hi"}]}],"toolConfig":{"functionCallingConfig":%s},"tools":[{"functionDeclarations":[
                 {"name":"a","parameters":{"type":"OBJECT"}},
                 {"name":"b","description":"B","parametersJsonSchema":{"type":"object","additionalProperties":false}},{"name":"c"}]}]}""".formatted(calling);
    }

    private static JsonObject translated(String request) {
        return new JsonObject(GeminiRequests.toOpenAi("m", Buffer.buffer(request), false));
    }
}
