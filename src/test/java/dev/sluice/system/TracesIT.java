package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A caller's trace goes on through us to the provider, and our part of it to the collector. */
final class TracesIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void theProviderIsTheChildOfOurSpanWhichIsTheChildOfTheCallers() throws Exception {
        try (OutsideWorld world = new OutsideWorld();
                TestNode node = TestNode.configured(Bustle.configuration(world))) {
            List<String> seen = seen(node);
            ask(node, "00-" + TRACE + "-" + CALLER + "-01");
            Waiting.until("two spans", SOON, () -> spans(world, TRACE).size() == 2);
            JsonObject server = span(world, 2);
            JsonObject client = span(world, 3);
            assertEquals(CALLER, server.getString("parentSpanId"));
            assertEquals(server.getString("spanId"), client.getString("parentSpanId"));
            assertEquals(List.of("00-" + TRACE + "-" + client.getString("spanId") + "-01"), seen);
            assertTrue(nanos(server, "start") <= nanos(client, "start"), "the request began before the call");
            assertTrue(nanos(client, "end") <= nanos(server, "end") && nanos(client, "start") < nanos(client, "end"));
            assertEquals("sim*", attribute(client, "gen_ai.request.model"));
            assertEquals("openai", attribute(client, "gen_ai.provider.name"));
            assertEquals("4", attribute(client, "gen_ai.usage.output_tokens"));
        }
    }

    @Test
    void whatTheCallerDoesNotSampleIsPassedOnAndNotTold() throws Exception {
        try (OutsideWorld world = new OutsideWorld();
                TestNode node = TestNode.configured(Bustle.configuration(world))) {
            List<String> seen = seen(node);
            ask(node, "00-" + TRACE + "-" + CALLER + "-00");
            ask(node, null);
            Waiting.until("the second one's spans", SOON, () -> world.spans.size() == 2);
            assertEquals(List.of(), spans(world, TRACE));
            assertTrue(seen.get(0).matches("00-" + TRACE + "-[0-9a-f]{16}-00"), seen.get(0));
            assertFalse(seen.get(0).contains(CALLER), seen.get(0));
            JsonObject server = span(world, 2);
            assertNull(server.getString("parentSpanId"));
            assertNotEquals(TRACE, server.getString("traceId"));
        }
    }

    @Test
    void aCollectorThatIsAwayCostsSpansAndNothingElse() throws Exception {
        try (OutsideWorld world = new OutsideWorld();
                TestNode node = TestNode.configured(Bustle.configuration(world).replace("/v1/traces", "/nobody"))) {
            ask(node, null);
            Waiting.until(
                    "both are dropped",
                    SOON,
                    () -> node.node()
                                    .registry()
                                    .get("trace_spans")
                                    .tag("outcome", "dropped")
                                    .functionCounter()
                                    .count()
                            == 2);
        }
    }

    @Test
    void withoutTracingACallersContextIsPassedOnAsItIs() throws Exception {
        try (TestNode node = TestNode.start()) {
            List<String> seen = seen(node);
            ask(node, "00-" + TRACE + "-" + CALLER + "-01");
            assertEquals(List.of("00-" + TRACE + "-" + CALLER + "-01"), seen);
        }
    }

    private static List<String> seen(TestNode node) {
        List<String> seen = new CopyOnWriteArrayList<>();
        node.simulator().onRequest(request -> {
            if (request.path().endsWith("/chat/completions"))
                seen.add(request.headers().get("traceparent"));
        });
        return seen;
    }

    private static void ask(TestNode node, String traceparent) throws Exception {
        JsonObject question = Bustle.question("sim-instant;tokens=4", true);
        String[] headers = traceparent == null ? new String[0] : new String[] {"traceparent", traceparent};
        assertEquals(
                200, new Bustle(node.uri("")).ask(Bustle.KEY, question, headers).statusCode());
    }

    private static List<JsonObject> spans(OutsideWorld world, String trace) {
        return world.spans.stream()
                .filter(span -> span.getString("traceId").equals(trace))
                .toList();
    }

    /** @param kind OTLP's: 2 for the server's, 3 for the client's */
    private static JsonObject span(OutsideWorld world, int kind) {
        return world.spans.stream()
                .filter(span -> span.getInteger("kind") == kind)
                .findFirst()
                .orElseThrow();
    }

    private static long nanos(JsonObject span, String which) {
        return Long.parseLong(span.getString(which + "TimeUnixNano"));
    }

    private static String attribute(JsonObject span, String key) {
        return span.getJsonArray("attributes").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("key").equals(key))
                .map(each ->
                        each.getJsonObject("value").iterator().next().getValue().toString())
                .findFirst()
                .orElse(null);
    }
}
