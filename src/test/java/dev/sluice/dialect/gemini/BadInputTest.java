package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Any member may hold anything: it is translated, or refused by its name, and never breaks the translator. */
final class BadInputTest {
    private static final int ROUNDS = 20_000;

    private static final JsonObject GEMINI = new JsonObject("""
            {"systemInstruction":{"parts":[{"text":"Be brief."}]},
             "contents":[{"role":"user","parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},
              {"role":"model","parts":[{"text":"b","thought":true},{"functionCall":{"name":"f","args":{"a":1}}}]},
              {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}],
             "tools":[{"functionDeclarations":[{"name":"f","description":"F","parameters":{"type":"OBJECT","properties":{
               "a":{"type":"STRING","nullable":true,"enum":["x"]}},"required":["a"],"propertyOrdering":["a"]}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
             "safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}],
             "generationConfig":{"temperature":1,"topK":3,"maxOutputTokens":5,"stopSequences":["x"],"candidateCount":2,
              "responseMimeType":"application/json","responseSchema":{"type":"ARRAY","items":{"anyOf":[{"type":"STRING"}]}},
              "thinkingConfig":{"thinkingBudget":7,"includeThoughts":true},"mediaResolution":"MEDIA_RESOLUTION_LOW"}}""");

    private static final JsonObject OPENAI = new JsonObject("""
            {"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"a"},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]},
              {"role":"assistant","content":null,"reasoning_content":"b","tool_calls":[{"id":"x","type":"function","function":{
                "name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c"}}}]},
              {"role":"tool","tool_call_id":"x","content":"{}"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},"strict":true}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"temperature":1,"stop":["a"],"n":2,"logprobs":true,
             "top_logprobs":1,"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"a",
             "schema":{}}},"service_tier":"auto","modalities":["text"]}""");

    private static final JsonObject EVENT = new JsonObject("""
            {"candidates":[{"content":{"parts":[{"text":"a","thoughtSignature":"c"},{"functionCall":{"name":"f","id":"i","args":{}}}],
              "role":"model"},"finishReason":"STOP","index":0,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}],
              "topCandidates":[{"candidates":[{"token":"a"}]}]}}],"promptFeedback":{"blockReason":"X"},
             "usageMetadata":{"promptTokenCount":1,"thoughtsTokenCount":2},"modelVersion":"m"}""");

    @Test
    void requestsToOpenAiAreTranslatedOrRefusedByName() {
        assertNotNull(OpenAiRequest.read(GeminiRequests.toOpenAi("m", JsonTree.encode(GEMINI), true)));
        mutate(GEMINI, body -> {
            asRequest(() -> GeminiRequest.read("m", body, true).body());
            OpenAiRequest.read(asRequest(() -> GeminiRequests.toOpenAi("m", body, false)));
        });
    }

    @Test
    void requestsFromOpenAiAreTranslatedOrRefusedByName() {
        assertTrue(GeminiRequests.fromOpenAi(OpenAiRequest.read(JsonTree.encode(OPENAI)))
                        .length()
                > 0);
        mutate(OPENAI, body -> asRequest(() -> GeminiRequests.fromOpenAi(OpenAiRequest.read(body))));
    }

    @Test
    void eventsAreReadOrAreTheProvidersFault() {
        mutate(EVENT, body -> {
            read(() -> new GeminiReader("chatcmpl-1", 1, "m").read(body));
            read(() -> new GeminiScan().scan(body));
            read(() -> GeminiAnswers.toOpenAi(body, "chatcmpl-1", 1, "m"));
        });
    }

    private interface Translation {
        Buffer run();
    }

    private static Buffer asRequest(Translation translation) {
        try {
            return translation.run();
        } catch (FailureException e) {
            assertEquals(Failure.Kind.INVALID, e.failure().kind());
            assertNotNull(e.failure().field(), e::getMessage);
            return Buffer.buffer("{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}");
        }
    }

    private static void read(Runnable reading) {
        try {
            reading.run();
        } catch (FailureException e) {
            assertEquals(Failure.Kind.UPSTREAM, e.failure().kind());
        }
    }

    private static void mutate(JsonObject valid, Consumer<Buffer> translate) {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            JsonObject mutant = valid.copy();
            for (int i = 1 + random.nextInt(2); i > 0; i--) change(mutant, random);
            Buffer body = JsonTree.encode(mutant);
            try {
                translate.accept(body);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + body, e);
            }
        }
    }

    /** Puts something else in a random place, takes it away, or adds a member that nobody knows. */
    private static void change(JsonObject root, Random random) {
        List<Runnable> places = new ArrayList<>();
        collect(root, places, random);
        places.get(random.nextInt(places.size())).run();
    }

    private static void collect(Object node, List<Runnable> places, Random random) {
        if (node instanceof JsonObject object) {
            places.add(() -> object.put("novelty", odd(random)));
            for (String name : List.copyOf(object.fieldNames())) {
                if (name.equals("finishReason")) continue; // each unknown one is logged
                places.add(() -> object.put(name, odd(random)));
                places.add(() -> object.remove(name));
                collect(object.getValue(name), places, random);
            }
        } else if (node instanceof JsonArray array) {
            places.add(() -> array.add(odd(random)));
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                places.add(() -> array.set(index, odd(random)));
                collect(array.getValue(i), places, random);
            }
        }
    }

    private static Object odd(Random random) {
        Object[] odd = {
            null,
            true,
            false,
            0,
            -1,
            1e300,
            Long.MAX_VALUE,
            "",
            "x",
            "\ud83d",
            "NaN",
            new JsonObject(),
            new JsonArray(),
            new JsonObject().put("x", 1),
            new JsonArray().add("x"),
            new JsonArray().add(new JsonObject()),
            "user",
            "f",
            "ANY"
        };
        return odd[random.nextInt(odd.length)];
    }
}
