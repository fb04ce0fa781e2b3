package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.SeenRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one dialect alone can say reaches a provider that speaks it, and is refused by its name where another one would have to
 * understand it. On a route with both, whoever can be told is asked.
 */
final class PassedRequestsIT extends AtOneNode {
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            auth:
              api_keys:
                - {hash: "%1$s", user: backend}
            upstreams:
              openai-sim: {dialect: openai, retry: {limit: 0}}
              anthropic-sim: {dialect: anthropic, retry: {limit: 0}, api_key: key-of-anthropic}
              gemini-sim: {dialect: gemini, retry: {limit: 0}, api_key: key-of-gemini}
              anthropic-twice: {dialect: anthropic, retry: {limit: 1}}
              gemini-twice: {dialect: gemini, retry: {limit: 1}}
            routes:
              - {model: at-openai, upstream: openai-sim, as: sim-instant}
              - {model: at-anthropic, upstream: anthropic-sim, as: sim-instant}
              - {model: at-gemini, upstream: gemini-sim, as: sim-instant}
              - {model: again-anthropic, upstream: anthropic-twice, as: "sim-instant;fault=500;times=1;fault-id=anthropic"}
              - {model: again-gemini, upstream: gemini-twice, as: "sim-instant;fault=500;times=1;fault-id=gemini"}
              - {model: sim-instant, path: /v1/messages, upstream: anthropic-sim}
              - {model: sim-instant, upstream: gemini-sim}
              - {model: mixed, upstream: openai-sim, as: sim-instant,
                 fallbacks: [{upstream: anthropic-sim, as: sim-instant}, {upstream: gemini-sim, as: sim-instant}]}
              - {model: full-mixed-anthropic, upstream: anthropic-sim, as: "sim;fault=503",
                 fallbacks: [{upstream: openai-sim, as: sim-instant}]}
              - {model: full-mixed-gemini, upstream: gemini-sim, as: "sim;fault=503",
                 fallbacks: [{upstream: openai-sim, as: sim-instant}]}
              - {model: others-then-full-anthropic, upstream: openai-sim, as: sim-instant,
                 fallbacks: [{upstream: anthropic-sim, as: "sim;fault=503"}]}
              - {model: others-then-full-gemini, upstream: openai-sim, as: sim-instant,
                 fallbacks: [{upstream: gemini-sim, as: "sim;fault=503"}]}
            """;
    private static final String DOCUMENT =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":"
                    + "{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBERi0=\"}},{\"type\":\"text\",\"text\":\"Sum up\"}]}]}";
    private static final String CACHED = "{\"cachedContent\":\"cachedContents/1\"}";

    private static RawCaller caller;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG.formatted(CredentialDigest.of(RawCaller.KEY)));
        caller = RawCaller.known(node);
    }

    private static HttpResponse<String> send(RawFace face, String model, String body, String... head) throws Exception {
        return caller.post(face.path(model), body, head);
    }

    private static String body(RawFace face, String model, String members) {
        return face.body(model).mergeIn(new JsonObject(members)).encode();
    }

    /** Something that this dialect alone can say, and where. */
    private static String alone(RawFace face) {
        return face.dialect() == Dialect.ANTHROPIC ? DOCUMENT : CACHED;
    }

    private static void assertAnswered(RawFace face, HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(face.read(response).complete());
    }

    static Stream<Arguments> onlyHere() {
        List<Arguments> all = new ArrayList<>();
        String[][] anthropic = {
            {DOCUMENT, "messages[0].content[0]"},
            {"{\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}", "tools[0].type"},
            {"{\"container\":\"c_1\"}", "container"},
            {"{\"context_management\":{\"edits\":[]},\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://x\"}]}", ""},
        };
        String[][] gemini = {
            {CACHED, "cachedContent"},
            {
                "{\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"threshold\":\"BLOCK_LOW_AND_ABOVE\"}]}",
                "safetySettings[0].threshold"
            },
            {"{\"tools\":[{\"googleSearch\":{}}]}", "tools[0].googleSearch"},
            {"{\"generationConfig\":{\"speechConfig\":{\"languageCode\":\"de-DE\"}}}", "generationConfig.speechConfig"},
        };
        for (RawFace face : RawFace.PASSING)
            for (String[] each : face.dialect() == Dialect.ANTHROPIC ? anthropic : gemini)
                all.add(Arguments.of(face, each[0], each[1]));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("onlyHere")
    void whatOneDialectAloneCanSayReachesAProviderThatSpeaksIt(RawFace face, String members, String field)
            throws Exception {
        String model = "at-" + face.dialect().wire();
        String body = body(face, model, members);
        assertAnswered(face, send(face, model, body));
        assertEquals(
                body.replace("\"" + model + "\"", "\"sim-instant\""),
                seen.remove().body().toString());
    }

    @ParameterizedTest
    @MethodSource("onlyHere")
    void itIsRefusedByItsNameWhereItWouldHaveToBeTranslated(RawFace face, String members, String field)
            throws Exception {
        for (Dialect other : Dialect.values()) {
            if (other == face.dialect()) continue;
            HttpResponse<String> response = send(face, other.model(), body(face, other.model(), members));
            assertEquals(400, response.statusCode(), response.body());
            String message =
                    new JsonObject(response.body()).getJsonObject("error").getString("message");
            assertTrue(message.startsWith(field), message);
        }
        assertNull(seen.poll(), "nobody was asked");
    }

    @Test
    void aBodyIsNotTouched() throws Exception {
        String body = "{\n  \"max_tokens\" : 9,\t\"model\":\"sim-instant\",\"metadata\":{\"user_id\":\"\\u0075\"},"
                + "\"temperature\":1.0, \"messages\":[{\"content\":\"Hi ☀\",\"role\":\"user\"}] }";
        assertAnswered(RawFace.ANTHROPIC_WHOLE, send(RawFace.ANTHROPIC_WHOLE, "", body));
        assertEquals(body, seen.remove().body().toString());
        String google = "{ \"contents\":[{\"parts\":[{\"text\":\"Hi ☀\"}]}],\n\"generationConfig\":{\"topK\": 3.0} }";
        assertAnswered(RawFace.GEMINI_EVENTS, send(RawFace.GEMINI_EVENTS, "sim-instant", google));
        assertEquals(google, seen.remove().body().toString());
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_STREAM", "GEMINI_WHOLE"})
    void aSecondTrySendsTheSame(RawFace face) throws Exception {
        String model = "again-" + face.dialect().wire();
        assertAnswered(face, send(face, model, body(face, model, alone(face))));
        String first = seen.remove().body().toString();
        assertTrue(first.contains(face.dialect() == Dialect.ANTHROPIC ? "JVBERi0=" : "cachedContents/1"), first);
        assertEquals(first, seen.remove().body().toString());
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_STREAM", "ANTHROPIC_WHOLE", "GEMINI_EVENTS", "GEMINI_ARRAY", "GEMINI_WHOLE"})
    void anUpstreamThatCannotBeToldIsPassedOver(RawFace face) throws Exception {
        String body = body(face, "mixed", alone(face));
        assertAnswered(face, send(face, "mixed", body));
        SeenRequest request = seen.remove();
        assertEquals(face.dialect().path(face.stream()), request.path());
        assertEquals(
                body.replace("\"mixed\"", "\"sim-instant\""), request.body().toString());
        assertAnswered(face, send(face, "mixed", face.body("mixed").encode()));
        assertEquals(
                "/v1/chat/completions", seen.remove().path(), "who can be told is asked in the order of the route");
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_STREAM", "ANTHROPIC_WHOLE", "GEMINI_EVENTS", "GEMINI_ARRAY", "GEMINI_WHOLE"})
    void whoFailsIsFollowedByATranslationWhereThatCanBeDone(RawFace face) throws Exception {
        String model = "full-mixed-" + face.dialect().wire();
        assertAnswered(face, send(face, model, face.body(model).encode()));
        HttpResponse<String> refused = send(face, model, body(face, model, alone(face)));
        assertFailure(face, refused);
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC_STREAM", "ANTHROPIC_WHOLE", "GEMINI_EVENTS", "GEMINI_ARRAY", "GEMINI_WHOLE"})
    void aFailureIsToldRatherThanThatAnotherCouldNotBeTold(RawFace face) throws Exception {
        String model = "others-then-full-" + face.dialect().wire();
        assertFailure(face, send(face, model, body(face, model, alone(face))));
    }

    private static void assertFailure(RawFace face, HttpResponse<String> response) {
        assertEquals(face.dialect() == Dialect.ANTHROPIC ? 529 : 503, response.statusCode(), response.body());
        assertFalse(face.read(response).complete());
    }

    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC_WHOLE, '{\"max_tokens\":\"odd\"}', max_tokens",
        "ANTHROPIC_STREAM, '{\"stream\":\"odd\"}', stream",
        "GEMINI_EVENTS, '{\"generationConfig\":\"odd\"}', generationConfig",
        "GEMINI_WHOLE, '{\"generationConfig\":{\"candidateCount\":\"odd\"}}', generationConfig.candidateCount",
    })
    void whatTheHouseItselfHasToKnowIsRefusedHere(RawFace face, String members, String field) throws Exception {
        String model = "at-" + face.dialect().wire();
        HttpResponse<String> response = send(face, model, body(face, model, members));
        assertEquals(400, response.statusCode(), response.body());
        assertTrue(response.body().contains(field + ": got "), response.body());
        assertNull(seen.poll());
    }

    @Test
    void theRestIsTheProvidersToRefuseInItsWords() throws Exception {
        HttpResponse<String> response = send(
                RawFace.ANTHROPIC_WHOLE, "", body(RawFace.ANTHROPIC_WHOLE, "at-anthropic", "{\"messages\":\"odd\"}"));
        assertEquals(400, response.statusCode(), response.body());
        assertTrue(response.body().contains("messages: Field required"), response.body());
    }
}
