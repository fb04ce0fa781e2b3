package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs beside those who wait for their answers: permits, the order by age, limits, and who may purge. */
final class JobPermitsIT {
    private static final String FAST = "sim-instant;tokens=5";

    @Test
    void jobsTakeOnlyPermitsThatNobodyElseWants() throws Exception {
        try (TestNode node = TestNode.start("SLUICE_PERMITS", "2", "SLUICE_JOB_PERMITS_PERCENT", "50")) {
            Visitor visitor = Visitor.of(node);
            JobClient client = new JobClient(visitor);
            try (RawChannel channel = visitor.channel()) {
                String chat = visitor.submit("sim;ttft=0;rate=50;tokens=4000", "Why?");
                Page page = new Page();
                channel.readUntil(page, () -> page.knows(chat));
                List<String> jobs = client.submit(List.of(slow("one"), slow("two")));
                // One of two permits is out, which is all that jobs may see in use.
                HttpResponse<String> quick = visitor.send("POST", "/api/v1/copy/generate?model=sim-instant", product());
                assertEquals(200, quick.statusCode(), quick.body());
                for (String job : jobs) assertEquals("queued", client.look(job).getString("status"));
                assertEquals(0, client.look(jobs.get(0)).getInteger("attempts"));
                assertEquals(
                        204,
                        visitor.send("DELETE", "/api/v1/streams/" + chat, null).statusCode());
                client.await(jobs.get(0), "running");
                assertEquals("queued", client.look(jobs.get(1)).getString("status"));
                // While the job runs, whoever comes finds a permit at once.
                quick = visitor.send(
                        "POST", "/api/v1/copy/generate?model=sim-instant", product(), "x-sluice-max-wait-ms", "0");
                assertEquals(200, quick.statusCode(), quick.body());
            }
        }
    }

    private static JsonObject slow(String question) {
        return JobClient.job("sim;ttft=0;rate=50;tokens=4000", question);
    }

    private static String product() {
        return new JsonObject()
                .put("product_name", "A kettle")
                .put("category", "Kitchen")
                .put("features", new JsonArray().add("is red"))
                .put("tone", "dry")
                .encode();
    }

    @Test
    void aJobOfTheLastPriorityGoesBeforeFirstOnesThatComeNineQuantaLater() throws Exception {
        try (TestNode node = TestNode.start("SLUICE_JOB_QUANTUM", "20ms", "SLUICE_JOB_CONCURRENCY", "1")) {
            JobClient client = new JobClient(Visitor.of(node));
            String holder = client.submit(JobClient.job("sim;ttft=700;rate=0;tokens=2", "hold"));
            client.await(holder, "running");
            String last = client.submit(JobClient.job(FAST, "last").put("priority", 10));
            String early = client.submit(JobClient.job(FAST, "early").put("priority", 1));
            long taken = client.look(last).getLong("created_at");
            assertTrue(
                    client.look(early).getLong("created_at") < taken + 9 * 20, "the machine is too slow for this test");
            Eventually.within(5, "nine quanta are over", () -> System.currentTimeMillis() > taken + 9 * 20);
            String late = client.submit(JobClient.job(FAST, "late").put("priority", 1));
            List<Long> started = new ArrayList<>();
            for (String job : List.of(early, last, late))
                started.add(client.await(job, "completed").getLong("started_at"));
            List<Long> sorted = new ArrayList<>(started);
            sorted.sort(null);
            assertEquals(sorted, started);
        }
    }

    @Test
    void aJobBeyondItsUsersLimitWaitsAndIsChargedLikeAnyAnswer() throws Exception {
        String yaml = """
                upstreams: {a: {permits: 10}}
                limits: {enabled: true, pro: {requests: 60, tokens: 100000, concurrent: 1}}
                jobs: {concurrency: 4}
                auth:
                  api_keys:
                """ + LimitedNode.key("sk-jobs-0123456789abcdef", "ann", "pro", "")
                + LimitedNode.key("sk-root-0123456789abcdef", "root", "pro", ", scopes: [admin]");
        String ann = "sk-jobs-0123456789abcdef";
        String admin = "sk-root-0123456789abcdef";
        try (LimitedNode node = new LimitedNode(yaml)) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                JsonObject job = JobClient.job("sim;ttft=100;rate=0;tokens=5;seed=" + i, "Why?");
                ids.add(body(node.post(ann, "/api/v1/jobs", job), 202).getString("job"));
            }
            for (String id : ids)
                Eventually.within(
                        20, id + " is completed", () -> status(node, ann, id).equals("completed"));
            // Only one runs at a time for this user: the others were refused meanwhile, which is no attempt.
            for (String id : ids)
                assertEquals(1, body(node.get(ann, "/api/v1/jobs/" + id), 200).getInteger("attempts"));
            JsonObject usage = body(node.get(ann, "/api/v1/usage"), 200).getJsonObject("total");
            assertEquals(15, usage.getInteger("completion_tokens"), usage.encode());
            assertEquals(3, usage.getInteger("requests"));
            assertEquals(401, node.get("sk-none", "/api/v1/jobs/" + ids.get(0)).statusCode());

            String dead = body(node.post(ann, "/api/v1/jobs", JobClient.job("sim;fault=400", "x")), 202)
                    .getString("job");
            Eventually.within(20, "it is dead", () -> status(node, admin, dead).equals("dead"));
            assertEquals(
                    4,
                    body(node.get(admin, "/api/v1/jobs"), 200)
                            .getJsonArray("jobs")
                            .size());
            assertEquals(403, node.delete(ann, "/api/v1/jobs/dead").statusCode());
            assertEquals(1, body(node.delete(admin, "/api/v1/jobs/dead"), 200).getInteger("purged"));
            assertEquals(404, node.get(ann, "/api/v1/jobs/" + dead).statusCode());
            assertEquals(
                    400,
                    node.post(ann, "/api/v1/jobs", JobClient.job(FAST, "x").put("callback", true))
                            .statusCode());
        }
    }

    private static String status(LimitedNode node, String key, String job) {
        try {
            return body(node.get(key, "/api/v1/jobs/" + job), 200).getString("status");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject body(HttpResponse<String> response, int status) {
        assertEquals(status, response.statusCode(), response.body());
        return new JsonObject(response.body());
    }
}
