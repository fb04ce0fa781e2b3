package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;

/** What a session asks of the jobs of a node, over real sockets. */
final class JobClient {
    private final Visitor visitor;

    JobClient(Visitor visitor) {
        this.visitor = visitor;
    }

    static JsonObject job(String model, String question) {
        return new JsonObject().put("model", model).put("messages", Visitor.messages(question));
    }

    HttpResponse<String> post(String body, String... headers) throws Exception {
        return visitor.send("POST", "/api/v1/jobs", body, headers);
    }

    String submit(JsonObject job) throws Exception {
        HttpResponse<String> response = post(job.encode());
        assertEquals(202, response.statusCode(), response.body());
        return new JsonObject(response.body()).getString("job");
    }

    List<String> submit(List<JsonObject> jobs) throws Exception {
        HttpResponse<String> response = post(new JsonArray(jobs).encode());
        assertEquals(202, response.statusCode(), response.body());
        JsonArray taken = new JsonObject(response.body()).getJsonArray("jobs");
        return IntStream.range(0, taken.size())
                .mapToObj(i -> taken.getJsonObject(i).getString("job"))
                .toList();
    }

    JsonObject get(String path) throws Exception {
        HttpResponse<String> response = visitor.send("GET", "/api/v1/jobs" + path, null);
        assertEquals(200, response.statusCode(), response.body());
        return new JsonObject(response.body());
    }

    JsonObject look(String job) throws Exception {
        return get("/" + job);
    }

    boolean is(String job, String status) {
        try {
            return look(job).getString("status").equals(status);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The job once it has that status. */
    JsonObject await(String job, String status) throws Exception {
        Eventually.within(20, job + " is " + status, () -> is(job, status));
        return look(job);
    }

    HttpResponse<String> send(String method, String path) throws Exception {
        return visitor.send(method, "/api/v1/jobs" + path, null);
    }
}
