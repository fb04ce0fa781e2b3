package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Prompt templates, answered in each of the ways, over real sockets. */
final class TemplatesIT {
    private static final String COPY = "/api/v1/copy/generate";
    private static TestNode node;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        visitor = Visitor.of(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static JsonObject product() {
        return new JsonObject()
                .put("product_name", "A kettle")
                .put("category", "Kitchen")
                .put("features", new JsonArray().add("boils water").add("is red"))
                .put("tone", "cheerful");
    }

    private static HttpResponse<String> ask(String query, JsonObject body, String... headers) throws Exception {
        return visitor.send("POST", COPY + query, body.encode(), headers);
    }

    @Test
    void answersAtOnceAsJson() throws Exception {
        HttpResponse<String> response = ask("?model=sim-instant", product());
        assertEquals(200, response.statusCode(), response.body());
        JsonObject answer = new JsonObject(response.body());
        assertFalse(answer.getString("text").isBlank());
        assertEquals("sim-instant", answer.getString("model"));
        assertTrue(answer.getJsonObject("usage").getInteger("prompt_tokens") > 30, answer.encode());
    }

    @Test
    void asksTheFirstModelThatIsConfiguredWhereNobodyNamesOne() throws Exception {
        HttpResponse<String> response = ask("", product());
        assertEquals("sluice-1", new JsonObject(response.body()).getString("model"), response.body());
    }

    @Test
    void answersAsAStream() throws Exception {
        HttpResponse<String> response = ask("?model=sim-instant", product(), "accept", "text/event-stream");
        assertEquals(200, response.statusCode(), response.body());
        List<String> events = response.body()
                .lines()
                .filter(l -> l.startsWith("event: "))
                .map(l -> l.substring(7))
                .toList();
        assertEquals("done", events.get(events.size() - 1));
        assertTrue(events.subList(0, events.size() - 1).stream().allMatch("chunk"::equals), events.toString());
        StringBuilder text = new StringBuilder();
        response.body()
                .lines()
                .filter(l -> l.startsWith("data: {\"chunk\""))
                .forEach(l -> text.append(Page.text(new JsonObject(l.substring(6)).getJsonObject("chunk"))));
        JsonObject whole = new JsonObject(ask("?model=sim-instant", product()).body());
        assertEquals(whole.getString("text"), text.toString());
    }

    @Test
    void aStreamThatCannotBeginHasItsTrueStatus() throws Exception {
        HttpResponse<String> response = ask("?as=stream&model=sim%3Bfault=400", product());
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
    }

    @Test
    void answersAsAJob() throws Exception {
        HttpResponse<String> response = ask("?model=sim-instant", product(), "prefer", "respond-async");
        assertEquals(202, response.statusCode(), response.body());
        JobClient jobs = new JobClient(visitor);
        JsonObject job = jobs.await(new JsonObject(response.body()).getString("job"), "completed");
        assertEquals("copy", job.getString("template"));
        JsonObject whole = new JsonObject(ask("?model=sim-instant", product()).body());
        assertEquals(whole.getString("text"), job.getJsonObject("result").getString("text"));
    }

    @Test
    void everyTemplateHasAPathOfItsOwn() throws Exception {
        String body = new JsonObject().put("text", "A long story.").encode();
        HttpResponse<String> response = visitor.send("POST", "/api/v1/templates/summary?model=sim-instant", body);
        assertEquals(200, response.statusCode(), response.body());
        HttpResponse<String> unknown = visitor.send("POST", "/api/v1/templates/nothing", body);
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("copy, summary"), unknown.body());
    }

    @Test
    void aVariableThatIsMissingOrWrongIsNamed() throws Exception {
        for (String name : List.of("product_name", "category", "features", "tone")) {
            JsonObject without = product();
            without.remove(name);
            refused("missing_variable", name, without);
        }
        refused("invalid_variable", "features", product().put("features", "red"));
        refused("invalid_variable", "features", product().put("features", new JsonArray()));
        refused(
                "invalid_variable",
                "features[1]",
                product().put("features", new JsonArray().add("a").add(7)));
        refused("invalid_variable", "product_name", product().put("product_name", "x".repeat(201)));
        refused("invalid_variable", "tone", product().put("tone", " "));
        refused("unknown_variable", "colour", product().put("colour", "red"));
    }

    private static void refused(String code, String field, JsonObject body) throws Exception {
        HttpResponse<String> response = ask("", body);
        assertEquals(422, response.statusCode(), response.body());
        JsonObject problem = new JsonObject(response.body());
        assertEquals(code + " " + field, problem.getString("code") + " " + problem.getString("field"));
    }
}
