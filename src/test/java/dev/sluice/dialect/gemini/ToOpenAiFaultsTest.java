package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be carried over, or is no request, is refused by its name. */
final class ToOpenAiFaultsTest {
    private static final String HI = "\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cachedContent                         | {HI,"cachedContent":"cachedContents/1"}
            contents                              | {}
            contents                              | {"contents":[]}
            contents                              | {"contents":"Hi"}
            contents[0]                           | {"contents":["Hi"]}
            contents[0].parts                     | {"contents":[{"role":"user"}]}
            contents[0].role                      | {"contents":[{"role":"assistant","parts":[{"text":"Hi"}]}]}
            contents[0].parts[0]                  | {"contents":[{"parts":[{}]}]}
            contents[0].parts[0].text             | {"contents":[{"parts":[{"text":7}]}]}
            contents[0].parts[0].executableCode   | {"contents":[{"role":"model","parts":[{"executable_code":{"code":"1"}}]}]}
            contents[0].parts[0].functionCall     | {"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]}
            contents[0].parts[0].functionResponse.name | {"contents":[{"parts":[{"functionResponse":{"name":"f"}}]}]}
            contents[0].parts[0].functionCall.args| {"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":[]}}]}]}
            contents[0].parts[0].inlineData.mimeType | {"contents":[{"parts":[{"inlineData":{"mimeType":"video/mp4","data":"AAAA"}}]}]}
            contents[0].parts[0].inlineData.data  | {"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"a b"}}]}]}
            contents[0].parts[0].fileData.fileUri | {"contents":[{"parts":[{"fileData":{"fileUri":"gs://bucket/a.png"}}]}]}
            contents[0].parts[0].videoMetadata    | {"contents":[{"parts":[{"text":"Hi","videoMetadata":{"fps":1}}]}]}
            systemInstruction.parts[0].text       | {HI,"system_instruction":{"parts":[{"inlineData":{}}]}}
            tools[0].googleSearch                 | {HI,"tools":[{"googleSearch":{}}]}
            tools[0].functionDeclarations[0].name | {HI,"tools":[{"functionDeclarations":[{}]}]}
            tools[0].functionDeclarations[0].response | {HI,"tools":[{"functionDeclarations":[{"name":"f","response":{"type":"STRING"}}]}]}
            tools[0].functionDeclarations[0].parameters.properties.a.type | {HI,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"properties":{"a":{"type":"DATE"}}}}]}]}
            toolConfig.functionCallingConfig.mode | {HI,"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}
            toolConfig.functionCallingConfig.allowedFunctionNames | {HI,"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}}}
            toolConfig.functionCallingConfig.allowedFunctionNames | {HI,"tools":[{"functionDeclarations":[{"name":"g"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}}
            toolConfig.retrievalConfig            | {HI,"toolConfig":{"retrievalConfig":{"languageCode":"de"}}}
            safetySettings[0].threshold           | {HI,"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_LOW_AND_ABOVE"}]}
            generationConfig                      | {HI,"generationConfig":7}
            generationConfig.temperature          | {HI,"generationConfig":{"temperature":"warm"}}
            generationConfig.maxOutputTokens      | {HI,"generationConfig":{"maxOutputTokens":-1}}
            generationConfig.maxOutputTokens      | {HI,"generationConfig":{"maxOutputTokens":1.5}}
            generationConfig.topP                 | {HI,"generationConfig":{"topP":1,"top_p":1}}
            generationConfig.responseMimeType     | {HI,"generationConfig":{"responseMimeType":"text/x.enum"}}
            generationConfig.responseMimeType     | {HI,"generationConfig":{"responseSchema":{"type":"STRING"}}}
            generationConfig.responseModalities   | {HI,"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}
            generationConfig.speechConfig         | {HI,"generationConfig":{"speechConfig":{"languageCode":"de"}}}
            generationConfig.mediaResolution      | {HI,"generationConfig":{"mediaResolution":"MEDIA_RESOLUTION_MEDIUM"}}
            generationConfig.thinkingConfig.thinkingLevel | {HI,"generationConfig":{"thinkingConfig":{"thinkingLevel":"DEEP"}}}
            generationConfig.thinkingConfig.thinkingBudget | {HI,"generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW","thinkingBudget":1}}}
            generationConfig.novelty              | {HI,"generationConfig":{"novelty":1}}
            model                                 | {HI,"model":"models/other"}
            messages                              | {HI,"messages":[]}
            """)
    void isRefusedNamingTheField(String field, String request) {
        Failure failure = refused(request.replace("HI", HI));
        assertEquals(field, failure.field());
        assertTrue(failure.message().startsWith(field + ": got "), failure.message());
        assertTrue(failure.message().contains(", expected "), failure.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"contents\":", "{\"a\":1}}", "null"})
    void whatIsNoJsonObjectIsRefused(String body) {
        refused(body);
    }

    private static Failure refused(String body) {
        FailureException refused =
                assertThrows(FailureException.class, () -> GeminiRequests.toOpenAi("m", Buffer.buffer(body), false));
        assertEquals(Failure.Kind.INVALID, refused.failure().kind());
        return refused.failure();
    }
}
