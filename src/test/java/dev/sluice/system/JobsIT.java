package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs of a whole node with one worker that does one at a time, over real sockets. */
final class JobsIT {
    private static final String FAST = "sim-instant;tokens=5";

    private TestNode node;
    private JobClient client;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(
                "SLUICE_JOB_CONCURRENCY",
                "1",
                "SLUICE_JOB_BACKOFF",
                "10ms",
                "SLUICE_JOB_BACKOFF_MAX",
                "20ms",
                "SLUICE_JOB_ATTEMPTS",
                "3",
                "UPSTREAM_RETRY_LIMIT",
                "0",
                "SLUICE_EJECTION_FAILURES",
                "0",
                "SLUICE_EJECTION_PERCENT",
                "0");
        client = new JobClient(Visitor.of(node));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void givesTheResultOfAJobToItsSubmitter() throws Exception {
        String id = client.submit(JobClient.job(FAST, "Why?"));
        JsonObject done = client.await(id, "completed");
        JsonObject result = done.getJsonObject("result");
        assertEquals(Simulator.expectedText(FAST, Visitor.messages("Why?")), result.getString("text"));
        assertEquals("stop", result.getString("finish_reason"), result.encode());
        assertTrue(result.getJsonObject("usage").getInteger("completion_tokens") > 0);
        assertEquals(1, done.getInteger("attempts"));
        assertEquals(404, new JobClient(Visitor.of(node)).send("GET", "/" + id).statusCode());
        assertEquals(1, client.get("/stats").getInteger("completed"));
        Eventually.idle(node);
    }

    @Test
    void theFirstPriorityGoesFirstAndEachIsFirstInFirstOut() throws Exception {
        String holder = client.submit(JobClient.job("sim;ttft=0;rate=200;tokens=120", "hold"));
        client.await(holder, "running");
        List<JsonObject> jobs = new ArrayList<>();
        int[] priorities = {10, 5, 1, 5, 1, 10};
        for (int i = 0; i < priorities.length; i++)
            jobs.add(JobClient.job(FAST, "question " + i).put("priority", priorities[i]));
        List<String> ids = client.submit(jobs);
        for (String id : ids) client.await(id, "completed");
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
        List<Long> started = new ArrayList<>();
        for (String id : ids) started.add(client.look(id).getLong("started_at"));
        order.sort(Comparator.comparing(started::get));
        List<Long> inOrder = new ArrayList<>();
        for (int i : List.of(2, 4, 1, 3, 0, 5)) inOrder.add(started.get(i));
        List<Long> sorted = new ArrayList<>(inOrder);
        sorted.sort(null);
        assertEquals(sorted, inOrder, () -> "began in the order " + order);
    }

    @Test
    void aKeyThatComesAgainCostsNoSecondAnswer() throws Exception {
        String body = JobClient.job(FAST, "once").encode();
        HttpResponse<String> first = client.post(body, "idempotency-key", "k1");
        HttpResponse<String> again = client.post(body, "idempotency-key", "k1");
        String id = new JsonObject(first.body()).getString("job");
        assertEquals(id, new JsonObject(again.body()).getString("job"));
        assertTrue(new JsonObject(again.body()).getBoolean("repeated"));
        client.await(id, "completed");
        assertEquals(1, client.get("/stats").getInteger("completed"));
        HttpResponse<String> other = client.post(JobClient.job(FAST, "another").encode(), "idempotency-key", "k1");
        assertEquals(422, other.statusCode());
        assertEquals("idempotency_key_reused", new JsonObject(other.body()).getString("code"));
    }

    @Test
    void whatFailsForEverIsADeadLetterWithItsReasonAndWhatFailsAtTimesIsTriedAgain() throws Exception {
        String never = client.submit(JobClient.job("sim;fault=400", "never"));
        String always = client.submit(JobClient.job("sim;fault=500", "always"));
        String twice = client.submit(JobClient.job("sim-instant;tokens=5;fault=500;times=2;fault-id=jobs", "twice"));
        JsonObject refused = client.await(never, "dead");
        assertEquals(1, refused.getInteger("attempts"));
        assertFalse(refused.getJsonObject("error").getBoolean("retryable"));
        JsonObject broken = client.await(always, "dead");
        assertEquals(3, broken.getInteger("attempts"));
        assertEquals("upstream_error", broken.getJsonObject("error").getString("code"), broken.encode());
        assertEquals(3, client.await(twice, "completed").getInteger("attempts"));
        JsonArray dead = client.get("/dead").getJsonArray("jobs");
        assertEquals(List.of(always, never), List.of(id(dead, 0), id(dead, 1)));
        JsonObject counts = client.get("/stats");
        assertEquals(2, counts.getInteger("dead"));
        assertEquals(6, counts.getInteger("failed"), counts.encode());
        HttpResponse<String> again = client.send("POST", "/" + never + "/requeue");
        assertEquals(202, again.statusCode(), again.body());
        client.await(never, "dead");
        assertEquals(409, client.send("POST", "/" + twice + "/requeue").statusCode());
        assertEquals(403, client.send("DELETE", "/" + never).statusCode());
    }

    private static String id(JsonArray jobs, int at) {
        return jobs.getJsonObject(at).getString("job");
    }

    @Test
    void aJobThatNobodyWantsAnyMoreIsStoppedAtItsProvider() throws Exception {
        String id = client.submit(JobClient.job("sim;ttft=0;rate=20;tokens=2000", "long"));
        String waits = client.submit(JobClient.job(FAST, "waits"));
        client.await(id, "running");
        Eventually.within(5, "a permit is taken", () -> node.meter("permits_in_use") == 1);
        HttpResponse<String> cancelled = client.send("DELETE", "/" + id);
        assertEquals(200, cancelled.statusCode());
        assertEquals("cancelled", new JsonObject(cancelled.body()).getString("status"));
        client.await(waits, "completed");
        Eventually.idle(node);
        assertEquals("cancelled", client.look(id).getString("status"));
    }

    @Test
    void nothingRunsBeforeItsTime() throws Exception {
        Instant at = Instant.now().plusMillis(800);
        String later = client.submit(JobClient.job(FAST, "later").put("not_before", at.toString()));
        String now = client.submit(JobClient.job(FAST, "now").put("priority", 10));
        client.await(now, "completed");
        assertEquals("queued", client.look(later).getString("status"));
        assertTrue(client.await(later, "completed").getLong("started_at") >= at.toEpochMilli());
    }

    @Test
    void aThousandJobsOfOneArrayAreAllDone() throws Exception {
        List<JsonObject> jobs = new ArrayList<>();
        for (int i = 0; i < 1_000; i++)
            jobs.add(JobClient.job(FAST, "job " + i).put("priority", 1 + i % 10).put("callback", false));
        List<String> ids = client.submit(jobs);
        assertEquals(1_000, ids.stream().distinct().count());
        Eventually.within(60, "all are completed", () -> node.meter("jobs") > 0 && completed() == 1_000);
        JsonObject page = client.get("?status=completed&limit=600");
        assertEquals(600, page.getJsonArray("jobs").size());
        JsonObject rest = client.get("?status=completed&limit=600&before=" + page.getLong("before"));
        assertEquals(400, rest.getJsonArray("jobs").size());
        jobs.add(JobClient.job(FAST, "one too many"));
        HttpResponse<String> refused = client.post(new JsonArray(jobs).encode());
        assertEquals(413, refused.statusCode());
        assertTrue(refused.body().contains("1000"), refused.body());
        assertEquals("too_many_jobs", new JsonObject(refused.body()).getString("code"));
    }

    @Test
    void whoSubmitsTooMuchIsToldWhenToComeBackAndNothingOfItIsTaken() throws Exception {
        try (TestNode small = TestNode.start(
                "SLUICE_JOB_WORKERS", "0", "SLUICE_JOB_MAX_QUEUED", "4", "SLUICE_JOB_MAX_QUEUED_PER_USER", "3")) {
            JobClient first = new JobClient(Visitor.of(small));
            JobClient second = new JobClient(Visitor.of(small));
            JsonObject job = JobClient.job(FAST, "x");
            first.submit(List.of(job, job));
            HttpResponse<String> refused =
                    first.post(new JsonArray().add(job).add(job).encode());
            assertEquals(429, refused.statusCode(), refused.body());
            assertEquals("10", refused.headers().firstValue("retry-after").orElse(null));
            assertEquals("user_job_limit", new JsonObject(refused.body()).getString("code"));
            assertEquals(2, first.get("/stats").getInteger("enqueued"));
            second.submit(List.of(job, job));
            refused = second.post(job.encode());
            assertEquals(503, refused.statusCode(), refused.body());
            assertEquals("10", refused.headers().firstValue("retry-after").orElse(null));
            assertEquals("job_limit", new JsonObject(refused.body()).getString("code"));
            refused = second.post(
                    new JsonArray().add(job).add(job).add(job).add(job).encode());
            assertEquals(413, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("max_queued_per_user"), refused.body());
        }
    }

    private int completed() {
        try {
            return client.get("/stats").getInteger("completed");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrongWithAJobIsNamed() throws Exception {
        JsonObject good = JobClient.job(FAST, "x");
        refused(400, "priority", good.copy().put("priority", 11).encode());
        refused(
                400,
                "jobs[1].priority",
                new JsonArray()
                        .add(good)
                        .add(good.copy().put("priority", "high"))
                        .encode());
        refused(400, "messages", new JsonObject().put("model", FAST).encode());
        refused(404, "model", good.copy().put("model", "nobody").encode());
        refused(400, "not_before", good.copy().put("not_before", "tomorrow").encode());
        refused(
                400,
                "not_before",
                good.copy()
                        .put("not_before", Instant.now().plusSeconds(100_000).toString())
                        .encode());
        refused(400, "idempotency_key", good.copy().put("idempotency_key", "").encode());
        refused(400, "callback", good.copy().put("callback", "yes").encode());
        refused(404, "tab", good.copy().put("tab", "closed").encode());
        refused(400, "n", good.copy().put("n", 2).encode());
        refused(404, "template", new JsonObject().put("template", "nothing").encode());
        refused(
                422,
                "variables.product_name",
                new JsonObject().put("template", "copy").encode());
        refused(400, "jobs", "[]");
        refused(400, "body", "\"a text\"");
        refused(400, null, "{");
        assertEquals(400, client.send("GET", "?status=lost").statusCode());
        assertEquals(404, client.send("GET", "/job_unknown").statusCode());
        assertEquals(0, client.get("/stats").getInteger("enqueued"));
    }

    private void refused(int status, String field, String body) throws Exception {
        HttpResponse<String> response = client.post(body);
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(field, new JsonObject(response.body()).getString("field"), response.body());
    }
}
