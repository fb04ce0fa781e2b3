package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that can go wrong at a provider, seen through every face, before and after the first content: the caller gets the full
 * answer or one error of its own dialect, and nothing stays taken. An error before the first content has a status of its own; one
 * after it is told in the stream.
 */
final class FaultMatrixIT {
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            upstreams:
            """;
    private static final String UPSTREAM = "  %1$s-sim: {dialect: %1$s, retry: {limit: 0}, "
            + "timeouts: {first_event: 1s, idle: 1s}, ejection: {failures: 0, percent: 0}}%n";
    private static final String ROUTE = "  - {model: \"%1$s/%2$s\", upstream: %1$s-sim, as: \"sim-instant;%2$s\"}%n";

    /** The answer is complete, however odd its bytes are. */
    private static final List<String> SHAPES = List.of(
            "fault=none",
            "fault=crlf",
            "fault=split",
            "fault=nospace",
            "fault=comment",
            "fault=big;at=0",
            "fault=big;at=5",
            "fault=no-done",
            "fault=usage-cumulative",
            "fault=reject-stream-options",
            "fault=crlf+split+nospace+comment");
    /** It fails before the first content. */
    private static final List<String> EARLY = List.of(
            "fault=401",
            "fault=429",
            "fault=500",
            "fault=503",
            "fault=html502",
            "fault=bad-json;at=0",
            "fault=cut;at=-1",
            "fault=cut;at=0",
            "fault=rst;at=-1",
            "fault=rst;at=0",
            "fault=error-in-200;at=-1",
            "fault=error-in-200;at=0");
    /** Streams fail after some content; to an answer that comes whole it is all the same. */
    private static final List<String> LATE =
            List.of("fault=bad-json;at=5", "fault=cut;at=5", "fault=rst;at=5", "fault=error-in-200;at=5");
    /** Nothing comes any more. */
    private static final List<String> SILENT =
            List.of("fault=slow-first", "fault=stall;at=-1", "fault=stall;at=0", "fault=stall;at=5");

    private static TestNode node;
    private static RawCaller caller;

    @BeforeAll
    static void start() throws Exception {
        StringBuilder config = new StringBuilder(CONFIG);
        for (Dialect dialect : Dialect.values()) config.append(UPSTREAM.formatted(dialect.wire()));
        config.append("routes:\n");
        for (Dialect dialect : Dialect.values())
            for (List<String> faults : List.of(SHAPES, EARLY, LATE, SILENT))
                for (String fault : faults) config.append(ROUTE.formatted(dialect.wire(), fault));
        node = TestNode.configured(config.toString());
        caller = RawCaller.of(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @AfterEach
    void everythingIsBack() {
        Waiting.until("everything is given back", Duration.ofSeconds(1), () -> held() == 0);
    }

    private static double held() {
        return node.meter("permits_in_use")
                + node.meter("active_streams")
                + node.meter("endpoint_in_flight")
                + node.simulator().record().counts().running();
    }

    private static Stream<Arguments> matrix(List<String> faults) {
        return RawFace.matrix()
                .flatMap(each -> faults.stream().map(fault -> Arguments.of(each.get()[0], each.get()[1], fault)));
    }

    static Stream<Arguments> shapes() {
        return matrix(SHAPES);
    }

    static Stream<Arguments> early() {
        return matrix(EARLY);
    }

    static Stream<Arguments> late() {
        return matrix(LATE);
    }

    private static CompletableFuture<HttpResponse<String>> send(RawFace face, Dialect upstream, String fault) {
        return caller.sending(face, upstream.wire() + "/" + fault);
    }

    private static RawOutcome ask(RawFace face, Dialect upstream, String fault) throws Exception {
        return face.read(send(face, upstream, fault).get(20, TimeUnit.SECONDS));
    }

    private static String expected(String fault) {
        JsonObject message = new JsonObject().put("role", "user").put("content", RawFace.QUESTION);
        return Simulator.expectedText("sim-instant;" + fault, JsonArray.of(message));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anOddShapeIsTheFullAnswer(RawFace face, Dialect upstream, String fault) throws Exception {
        RawOutcome outcome = ask(face, upstream, fault);
        assertEquals(expected(fault), outcome.text());
        assertTrue(outcome.complete());
    }

    @ParameterizedTest
    @MethodSource("early")
    void aFailureBeforeTheFirstContentHasAStatus(RawFace face, Dialect upstream, String fault) throws Exception {
        assertRefused(ask(face, upstream, fault));
    }

    @ParameterizedTest
    @MethodSource("late")
    void aFailureAfterTheFirstContentIsToldInTheStream(RawFace face, Dialect upstream, String fault) throws Exception {
        assertBroken(face, fault, ask(face, upstream, fault));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void aSilenceIsAnError(RawFace face, Dialect upstream) throws Exception {
        Map<String, CompletableFuture<HttpResponse<String>>> asked = new LinkedHashMap<>();
        for (String fault : SILENT) asked.put(fault, send(face, upstream, fault));
        for (String fault : SILENT) {
            RawOutcome outcome = face.read(asked.get(fault).get(20, TimeUnit.SECONDS));
            if (fault.endsWith("at=5")) assertBroken(face, fault, outcome);
            else assertRefused(outcome);
        }
    }

    private static void assertRefused(RawOutcome outcome) {
        assertNotEquals(200, outcome.status());
        assertNotNull(outcome.error());
    }

    private static void assertBroken(RawFace face, String fault, RawOutcome outcome) {
        assertNotNull(outcome.error());
        if (!face.stream()) return;
        assertEquals(200, outcome.status());
        assertFalse(outcome.text().isEmpty());
        String whole = expected(fault);
        assertTrue(
                whole.startsWith(outcome.text())
                        && whole.length() > outcome.text().length(),
                outcome.text());
    }
}
