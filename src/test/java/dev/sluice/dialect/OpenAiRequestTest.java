package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpenAiRequestTest {
    private static final String LEAST = "\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]";

    private static OpenAiRequest read(String more) {
        return OpenAiRequest.read(Buffer.buffer("{" + LEAST + more + "}"));
    }

    private static JsonObject sent(OpenAiRequest request, String model, boolean stream, String... without) {
        return new JsonObject(request.forUpstream(model, stream, Set.of(without)));
    }

    @Test
    void theLeastRequestHasTheDefaults() {
        OpenAiRequest request = read("");
        assertEquals("m", request.model());
        assertFalse(request.stream());
        assertFalse(request.includeUsage());
        assertEquals(1, request.choices());
        assertNull(request.maxTokens());
    }

    @Test
    void nullMeansAbsent() {
        OpenAiRequest request =
                read(",\"stream\":null,\"stream_options\":null,\"n\":null,\"max_tokens\":null,\"stop\":null,"
                        + "\"tools\":null,\"temperature\":null,\"user\":null");
        assertFalse(request.stream());
        assertEquals(1, request.choices());
        assertNull(request.maxTokens());
        assertNull(request.string("user"));
        assertFalse(request.has("user"));
    }

    @Test
    void whatIsAskedIsRead() {
        OpenAiRequest request =
                read(",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"n\":2,\"max_tokens\":9,"
                        + "\"stop\":[\"a\"],\"tools\":[{}],\"temperature\":1e-1");
        assertTrue(request.stream());
        assertTrue(request.includeUsage());
        assertEquals(2, request.choices());
        assertEquals(9, request.maxTokens());
        assertTrue(request.has("tools"));
    }

    @Test
    void theNewerTokenLimitWins() {
        assertEquals(5, read(",\"max_tokens\":9,\"max_completion_tokens\":5").maxTokens());
    }

    @Test
    void otherMembersAreReadAsStrings() {
        OpenAiRequest request = read(",\"tab\":\"t\\u0031\",\"odd\":{\"a\":[1]},\"seven\":7");
        assertEquals("t1", request.string("tab"));
        assertNull(request.string("absent"));
        FailureException odd = assertThrows(FailureException.class, () -> request.string("odd"));
        assertEquals("odd: got an object, expected a string", odd.failure().message());
        assertEquals("odd", odd.failure().field());
        FailureException seven = assertThrows(FailureException.class, () -> request.string("seven"));
        assertEquals("seven: got 7, expected a string", seven.failure().message());
    }

    @Test
    void whatWeDoNotKnowGoesThroughAsItCame() {
        String odd = "\"x\\u0041\" : [1.50, 1e2, \"\\u00e9\\/\", { } ,-0]";
        Buffer sent = read("," + odd + " , \"max_tokens\": 12").forUpstream("m", false, Set.of());
        assertEquals(
                "{\"model\":\"m\",\"stream\":false,\"messages\":[{\"role\":\"user\"}]," + odd + ",\"max_tokens\": 12}",
                sent.toString());
    }

    @Test
    void theModelIsEscaped() {
        assertEquals("a\"\\\n\u00e9", sent(read(""), "a\"\\\n\u00e9", true).getString("model"));
    }

    @Test
    void aStreamAlwaysAsksForUsageAndKeepsItsOtherOptions() {
        OpenAiRequest request =
                read(",\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":false,\"new\":[1]}");
        assertEquals(
                new JsonObject("{\"include_usage\":true,\"include_obfuscation\":false,\"new\":[1]}"),
                sent(request, "m", true).getJsonObject("stream_options"));
        assertEquals(
                new JsonObject("{\"include_usage\":true}"),
                sent(read(""), "m", true).getJsonObject("stream_options"));
        assertTrue(sent(request, "m", true).getBoolean("stream"));
    }

    @Test
    void anAnswerThatDoesNotStreamHasNoStreamOptions() {
        JsonObject sent = sent(read(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"), "m", false);
        assertFalse(sent.containsKey("stream_options"));
        assertFalse(sent.getBoolean("stream"));
    }

    @Test
    void membersThatAreNotForTheUpstreamAreLeftOut() {
        JsonObject sent = sent(read(",\"tab\":\"t\",\"stream_options\":{\"x\":1}"), "m", true, "tab", "stream_options");
        assertEquals(Set.of("model", "stream", "messages"), sent.fieldNames());
    }

    @Test
    void randomRequestsGoThroughUnchangedButForWhatIsSet() {
        long seed = System.nanoTime();
        System.out.println("OpenAiRequestTest seed " + seed);
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        for (int round = 0; round < 5_000; round++) {
            Map<String, Object> request = new HashMap<>();
            request.put("model", "m" + json.text(5));
            request.put("messages", List.of(Map.of("role", json.text(4), "content", json.text(40))));
            if (random.nextBoolean()) request.put("stream", random.nextBoolean());
            if (random.nextBoolean())
                request.put("stream_options", Map.of("include_usage", true, json.text(3) + "o", 1));
            if (random.nextBoolean()) request.put("temperature", random.nextDouble());
            if (random.nextBoolean()) request.put("max_tokens", 1 + random.nextInt(99));
            if (random.nextBoolean()) request.put("stop", List.of(json.text(3)));
            if (random.nextBoolean()) request.put("metadata", Map.of(json.text(3), List.of(Map.of(), json.text(9))));
            String text = json.write(request).strip();
            JsonObject expected = new JsonObject(text).put("model", "other").put("stream", true);
            JsonObject options = expected.getJsonObject("stream_options", new JsonObject());
            expected.put("stream_options", options.put("include_usage", true));
            Buffer all = Buffer.buffer("###" + text + "#");
            OpenAiRequest read = OpenAiRequest.read(all.slice(3, all.length() - 1));
            assertEquals(request.get("model"), read.model(), "seed " + seed);
            assertEquals(expected, sent(read, "other", true), "seed " + seed + ": " + text);
        }
    }
}
