package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller of Anthropic's or Gemini's dialect gets from a provider of the same dialect is byte for byte what that says. */
final class PassedBytesIT extends AtOneNode {
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            upstreams:
              anthropic-sim: {dialect: anthropic, retry: {limit: 0}}
              gemini-sim: {dialect: gemini, retry: {limit: 0}}
            routes:
              - {model: "sim*", path: /v1/messages, upstream: anthropic-sim}
              - {model: "sim*", upstream: gemini-sim}
              - {model: "a/*", upstream: anthropic-sim, as: sim-instant}
              - {model: "g/*", upstream: gemini-sim, as: sim-instant}
            """;
    /** Their bytes stay as they are. */
    private static final List<String> PLAIN = List.of(
            "sim-instant",
            "sim-instant;tokens=3000;seed=7",
            "sim-instant;tokens=20;bytes=3000",
            "sim-instant;tokens=1");
    /** Their framing is put in order; what it frames stays as it is. */
    private static final List<String> FRAMED =
            List.of("sim-instant;fault=crlf+split+big+nospace+comment", "sim-instant;fault=usage-cumulative+split");

    private static RawCaller caller;
    private static RawCaller provider;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG);
        caller = RawCaller.of(node);
        provider = new RawCaller(node.simulator().baseUrl(), null);
    }

    static Stream<Arguments> plain() {
        return RawFace.PASSING.stream().flatMap(face -> PLAIN.stream().map(model -> Arguments.of(face, model)));
    }

    static Stream<Arguments> framed() {
        return RawFace.PASSING.stream().flatMap(face -> FRAMED.stream().map(model -> Arguments.of(face, model)));
    }

    private static HttpResponse<String> through(RawFace face, String model, JsonObject body) throws Exception {
        return answered(caller.send(face, model, body));
    }

    private static String direct(RawFace face, String model, JsonObject body) throws Exception {
        String[] head =
                face.dialect() == Dialect.ANTHROPIC ? new String[] {"anthropic-version", "2023-06-01"} : new String[0];
        return answered(provider.send(face, model, body, head)).body();
    }

    private static HttpResponse<String> answered(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        return response;
    }

    /** Two answers differ in their ids alone. */
    private static String anonymous(String body) {
        return body.replaceAll("\"id\":\"(msg|toolu)_\\w+\"", "\"id\":\"$1_\"")
                .replaceAll("\"responseId\":\"\\w+\"", "\"responseId\":\"\"")
                .replaceAll("\"id\":\"call_\\w+\"", "\"id\":\"call_\"");
    }

    private static void assertSame(RawFace face, String model, JsonObject body) throws Exception {
        String said = direct(face, model, body);
        assertTrue(said.length() > 100, said);
        assertEquals(anonymous(said), anonymous(through(face, model, body).body()));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theBytesAreTheProviders(RawFace face, String model) throws Exception {
        assertSame(face, model, face.body(model));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void soTheyAreWhereSeveralMayShareThem(RawFace face, String model) throws Exception {
        JsonObject body = face.body(model);
        if (face.dialect() == Dialect.ANTHROPIC) body.put("temperature", 0);
        else body.put("generationConfig", new JsonObject().put("temperature", 0));
        assertSame(face, model, body);
        HttpResponse<String> kept = through(face, model, body);
        assertEquals("true", kept.headers().firstValue("x-sluice-cached").orElse(null));
        assertEquals(anonymous(direct(face, model, body)), anonymous(kept.body()));
    }

    @ParameterizedTest
    @MethodSource("framed")
    void anOddFramingIsPutInOrderAroundThem(RawFace face, String model) throws Exception {
        JsonObject body = face.body(model);
        List<String> said = payloads(face, direct(face, model, body));
        assertEquals(said, payloads(face, through(face, model, body).body()));
    }

    private static List<String> payloads(RawFace face, String body) {
        List<String> payloads = new ArrayList<>();
        if (face == RawFace.GEMINI_ARRAY)
            for (Object element : new JsonArray(body)) payloads.add(anonymous(((JsonObject) element).encode()));
        else if (face.stream())
            new SseParser(1 << 20, new SseParser.Handler() {
                        @Override
                        public void event(SseEvent event) {
                            payloads.add(event.type() + anonymous(event.data().toString()));
                        }
                    })
                    .feed(Buffer.buffer(body));
        else payloads.add(anonymous(body));
        return payloads;
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC_STREAM", "ANTHROPIC_WHOLE", "GEMINI_EVENTS", "GEMINI_ARRAY", "GEMINI_WHOLE"})
    void aToolsCallIsTheProviders(RawFace face) throws Exception {
        JsonObject body = face.body("sim-instant");
        JsonObject schema = new JsonObject("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
        JsonObject tool = new JsonObject().put("name", "weather");
        if (face.dialect() == Dialect.ANTHROPIC)
            body.put("tools", JsonArray.of(tool.put("input_schema", schema)))
                    .put("tool_choice", new JsonObject().put("type", "any"));
        else
            body.put(
                            "tools",
                            JsonArray.of(new JsonObject()
                                    .put(
                                            "functionDeclarations",
                                            JsonArray.of(tool.put("parametersJsonSchema", schema)))))
                    .put("toolConfig", new JsonObject("{\"functionCallingConfig\":{\"mode\":\"ANY\"}}"));
        assertTrue(direct(face, "sim-instant", body).contains("weather"));
        assertSame(face, "sim-instant", body);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC_STREAM", "ANTHROPIC_WHOLE", "GEMINI_EVENTS", "GEMINI_ARRAY", "GEMINI_WHOLE"})
    void whatIsUsedIsCountedAsTheProviderTellsIt(RawFace face) throws Exception {
        String model = (face.dialect() == Dialect.ANTHROPIC ? "a/" : "g/") + face;
        double before = node.meter("tokens_used");
        String answer = through(face, model, face.body(model)).body();
        List<Long> told = usage(face, answer);
        Eventually.within(
                5,
                "counted is what was told: " + told,
                () -> node.meter("tokens_used") - before == told.get(0) + told.get(1));
    }

    /** Tokens of prompt and answer, as they stand last in the answer. */
    private static List<Long> usage(RawFace face, String answer) {
        boolean anthropic = face.dialect() == Dialect.ANTHROPIC;
        return List.of(
                last(anthropic ? "input_tokens" : "promptTokenCount", answer),
                last(anthropic ? "output_tokens" : "candidatesTokenCount", answer));
    }

    private static long last(String member, String answer) {
        Matcher counts = Pattern.compile("\"" + member + "\":(\\d+)").matcher(answer);
        long last = -1;
        while (counts.find()) last = Long.parseLong(counts.group(1));
        return last;
    }

    @Test
    void theProvidersIdOfTheRequestIsPassedOn() throws Exception {
        for (RawFace face : new RawFace[] {RawFace.ANTHROPIC_STREAM, RawFace.ANTHROPIC_WHOLE}) {
            HttpResponse<String> response = through(face, "sim-instant", face.body("sim-instant"));
            String id = response.headers().firstValue("x-upstream-request-id").orElse(null);
            assertNotNull(id);
            assertTrue(id.startsWith("req_"), id);
            assertEquals(
                    "4000",
                    response.headers()
                            .firstValue("x-upstream-anthropic-ratelimit-requests-limit")
                            .orElse(null));
        }
    }
}
