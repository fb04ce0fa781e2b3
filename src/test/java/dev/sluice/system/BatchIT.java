package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many prompts in one request, over real sockets. */
final class BatchIT {
    private static TestNode node;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("UPSTREAM_RETRY_LIMIT", "0");
        visitor = Visitor.of(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static JsonObject batch(JsonObject... requests) {
        return new JsonObject().put("requests", new JsonArray(List.of(requests)));
    }

    private static List<JsonObject> lines(JsonObject batch) throws Exception {
        HttpResponse<String> response =
                visitor.send("POST", "/api/v1/batch", batch.encode(), "accept", "application/x-ndjson");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "application/x-ndjson",
                response.headers().firstValue("content-type").orElseThrow());
        return response.body().lines().map(JsonObject::new).toList();
    }

    @Test
    void resultsComeAsTheyFinishAndOneFailureEndsNoOther() throws Exception {
        JsonObject slow = JobClient.job("sim;ttft=600;rate=0;tokens=5", "slow");
        JsonObject fast = JobClient.job("sim-instant;tokens=5", "fast");
        JsonObject broken = JobClient.job("sim;fault=500", "broken");
        JsonObject unknown = JobClient.job("nobody", "unknown");
        JsonObject template = new JsonObject()
                .put("template", "summary")
                .put("variables", new JsonObject().put("text", "A long story."))
                .put("model", "sim-instant;tokens=5");
        List<JsonObject> lines = lines(batch(slow, fast.copy().put("id", "mine"), broken, unknown, template));
        assertEquals(6, lines.size());
        assertEquals(0, lines.get(4).getInteger("index"), "the slow one is the last");
        JsonObject end = lines.get(5);
        assertEquals("end", end.getString("event"));
        assertEquals(3, end.getInteger("completed"));
        assertEquals(2, end.getInteger("failed"));
        for (JsonObject line : lines.subList(0, 5)) {
            boolean fails = line.getInteger("index") == 2 || line.getInteger("index") == 3;
            assertEquals(fails ? "failed" : "completed", line.getString("status"), line.encode());
        }
        JsonObject mine = lines.stream()
                .filter(l -> "mine".equals(l.getString("id")))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Simulator.expectedText("sim-instant;tokens=5", Visitor.messages("fast")),
                mine.getJsonObject("result").getString("text"));
        Set<String> codes = lines.stream()
                .filter(l -> l.containsKey("error"))
                .map(l -> l.getJsonObject("error").getString("code"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("upstream_error", "model_not_found"), codes);
        Eventually.idle(node);
    }

    @Test
    void noMoreRunAtOnceThanTheCallerAsksFor() throws Exception {
        JsonObject[] requests = new JsonObject[12];
        for (int i = 0; i < requests.length; i++)
            requests[i] = JobClient.job("sim;ttft=60;rate=0;tokens=3", "number " + i);
        long began = System.nanoTime();
        List<JsonObject> lines = lines(batch(requests).put("concurrency", 3));
        long millis = (System.nanoTime() - began) / 1_000_000;
        assertEquals(13, lines.size());
        assertTrue(millis >= 4 * 60, () -> "twelve of 60 ms, three at a time, took " + millis + " ms");
        assertTrue(lines.subList(0, 12).stream()
                .allMatch(l -> l.getString("status").equals("completed")));
    }

    @Test
    void anEventSourceReaderGetsEvents() throws Exception {
        HttpResponse<String> response = visitor.send(
                "POST",
                "/api/v1/batch",
                batch(JobClient.job("sim-instant;tokens=5", "fast")).encode(),
                "accept",
                "text/event-stream");
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("content-type").orElseThrow());
        List<String> lines = response.body().lines().filter(l -> !l.isEmpty()).toList();
        assertEquals("event: result", lines.get(0));
        assertEquals("completed", new JsonObject(lines.get(1).substring(6)).getString("status"));
        assertEquals(List.of("event: end", "data: {\"completed\":1,\"failed\":0}"), lines.subList(2, 4));
    }

    @Test
    void aCallerThatLeavesEndsTheRest() throws Exception {
        List<JsonObject> requests = new ArrayList<>(List.of(JobClient.job("sim-instant;tokens=5", "first")));
        for (int i = 0; i < 40; i++) requests.add(JobClient.job("sim;ttft=0;rate=20;tokens=2000", "long " + i));
        String body =
                batch(requests.toArray(new JsonObject[0])).put("concurrency", 4).encode();
        try (InputStream in = HttpClient.newHttpClient()
                .send(visitor.request("POST", "/api/v1/batch", body), BodyHandlers.ofInputStream())
                .body()) {
            assertTrue(in.read() > 0);
            Eventually.within(5, "four run", () -> node.meter("permits_in_use") == 4);
        }
        Eventually.idle(node);
    }

    @Test
    void whatIsWrongWithTheWholeIsRefused() throws Exception {
        refused(400, "requests", new JsonObject());
        refused(400, "requests", new JsonObject().put("requests", new JsonArray()));
        refused(400, "concurrency", batch(JobClient.job("sim", "x")).put("concurrency", 0));
        refused(400, "speed", batch(JobClient.job("sim", "x")).put("speed", 1));
        refused(400, "requests[0].id", batch(JobClient.job("sim", "x").put("id", 7)));
        JsonArray many = new JsonArray();
        for (int i = 0; i < 1_001; i++) many.add(i);
        refused(413, "requests", new JsonObject().put("requests", many));
    }

    private static void refused(int status, String field, JsonObject body) throws Exception {
        HttpResponse<String> response = visitor.send("POST", "/api/v1/batch", body.encode());
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(field, new JsonObject(response.body()).getString("field"), response.body());
    }
}
