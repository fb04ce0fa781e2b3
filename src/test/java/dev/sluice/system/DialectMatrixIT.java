package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.SeenRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official clients of the three dialects, each asking an upstream of each dialect through a node: what they are told is what the
 * same client is told by the provider itself, and that is what the provider has to say.
 */
final class DialectMatrixIT extends AtOneNode {
    private static final int ENOUGH = 10_000;
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            auth:
              api_keys:
                - {hash: "%s", user: backend}
            upstreams:
              openai-sim: {dialect: openai, api_key: key-of-openai}
              anthropic-sim: {dialect: anthropic, api_key: key-of-anthropic}
              gemini-sim: {dialect: gemini, api_key: key-of-gemini}
            routes:
              - {model: at-openai, upstream: openai-sim, as: sim-instant}
              - {model: at-anthropic, upstream: anthropic-sim, as: sim-instant}
              - {model: at-gemini, upstream: gemini-sim, as: sim-instant}
              - {model: cut-openai, upstream: openai-sim, as: "sim-instant;fault=cut"}
              - {model: cut-anthropic, upstream: anthropic-sim, as: "sim-instant;fault=cut"}
              - {model: cut-gemini, upstream: gemini-sim, as: "sim-instant;fault=cut"}
            """;

    private static final Map<Dialect, Asker> DIRECT = new EnumMap<>(Dialect.class);
    private static final Map<Dialect, Asker> THROUGH = new EnumMap<>(Dialect.class);

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG.formatted(CredentialDigest.of(RawCaller.KEY)));
        URI provider = node.simulator().baseUrl().resolve("/");
        for (Dialect dialect : Dialect.values()) {
            DIRECT.put(dialect, dialect.asker(provider, "any"));
            THROUGH.put(dialect, dialect.asker(node.uri("/"), RawCaller.KEY));
        }
    }

    @AfterAll
    static void stop() {
        DIRECT.values().forEach(Asker::close);
        THROUGH.values().forEach(Asker::close);
    }

    static Stream<Arguments> matrix() {
        List<Arguments> all = new ArrayList<>();
        for (Dialect client : Dialect.values())
            for (Dialect upstream : Dialect.values())
                for (boolean stream : new boolean[] {true, false}) all.add(Arguments.of(client, upstream, stream));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void theAnswerIsTheProviders(Dialect client, Dialect upstream, boolean stream) {
        Said said = THROUGH.get(client).ask(upstream.model(), stream, ENOUGH);
        assertEquals(Asker.expected("sim-instant"), said.text());
        assertEquals("stop", said.finish());
        assertEquals(DIRECT.get(client).ask("sim-instant", stream, ENOUGH), said);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void anAnswerThatIsTooLongSaysSo(Dialect client, Dialect upstream, boolean stream) {
        Said said = THROUGH.get(client).ask(upstream.model(), stream, 7);
        assertEquals("length", said.finish());
        assertEquals(7, said.completionTokens());
        assertEquals(DIRECT.get(client).ask("sim-instant", stream, 7), said);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void aToolIsCalled(Dialect client, Dialect upstream, boolean stream) {
        Said said = THROUGH.get(client).call(upstream.model(), stream);
        assertEquals("tool_calls", said.finish());
        assertEquals(Asker.TOOL, said.tool());
        assertEquals(DIRECT.get(client).call("sim-instant", stream), said);
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void aToolsResultIsTakenIn(Dialect client, Dialect upstream, boolean stream) {
        Said said = THROUGH.get(client).callAndTell(upstream.model(), stream);
        assertEquals("stop", said.finish());
        assertFalse(said.text().isBlank());
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void anAnswerThatIsCutIsAnExceptionOfTheClient(Dialect client, Dialect upstream, boolean stream) {
        assertThrows(client.failure(), () -> THROUGH.get(client).ask("cut-" + upstream.wire(), stream, ENOUGH));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void theProviderIsAskedInItsDialectWithItsOwnKey(Dialect client, Dialect upstream, boolean stream) {
        THROUGH.get(client).ask(upstream.model(), stream, 7);
        SeenRequest request = seen.remove();
        assertEquals(upstream.path(stream), request.path());
        assertEquals(upstream.credential(), request.headers().get(upstream.keyField()));
        assertFalse(request.headers().toString().contains(RawCaller.KEY), "the caller's key stays here");
        assertFalse(request.body().toString().contains(RawCaller.KEY));
    }
}
