package dev.sluice.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.InvalidValueException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ManagementPagesTest {
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private ManagementPort port;

    @BeforeEach
    void open() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("turns").increment(3);
        port = new ManagementPort(
                new ProbePages(ready::get),
                new ScrapePage(registry),
                router -> router.post("/broken/:what").handler(ctx -> {
                    throw new InvalidValueException("what", ctx.pathParam("what"), "something whole");
                }));
    }

    @AfterEach
    void close() throws Exception {
        port.close();
    }

    @Test
    void readinessFollowsTheNodeAndHealthDoesNot() throws Exception {
        assertEquals(200, port.send("GET", "/ready", null).statusCode());
        ready.set(false);
        HttpResponse<String> draining = port.send("GET", "/ready", null);
        assertEquals(503, draining.statusCode());
        assertEquals("{\"status\":\"draining\"}", draining.body());
        assertEquals("no-store", draining.headers().firstValue("cache-control").orElseThrow());
        assertEquals(200, port.send("GET", "/health", null).statusCode());
        assertEquals(503, port.send("HEAD", "/ready", null).statusCode());
    }

    @Test
    void metersAreServedInPrometheusFormat() throws Exception {
        HttpResponse<String> scraped = port.send("GET", "/metrics", null);
        assertEquals(200, scraped.statusCode());
        assertTrue(scraped.body().contains("turns_total 3.0"), scraped.body());
    }

    @Test
    void aPathThatNobodyServesIsAnsweredWithAllThatExist() throws Exception {
        for (String method : new String[] {"GET", "DELETE"}) {
            HttpResponse<String> answer = port.send(method, method.equals("GET") ? "/metric" : "/metrics", null);
            JsonObject problem = new JsonObject(answer.body());
            assertEquals(404, answer.statusCode(), answer.body());
            assertEquals("unknown_path", problem.getString("code"));
            String detail = problem.getString("detail");
            assertTrue(
                    detail.endsWith(
                            "expected one of GET/HEAD /health, GET/HEAD /ready, GET /metrics, POST /broken/{what}"),
                    detail);
        }
    }

    @Test
    void aValueAtFaultIsNamed() throws Exception {
        HttpResponse<String> answer = port.send("POST", "/broken/half", "{}");
        assertEquals(422, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("content-type").orElseThrow());
        assertEquals("what", new JsonObject(answer.body()).getString("field"));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> answer = port.send("POST", "/broken/x", "x".repeat(70_000));
        assertEquals(413, answer.statusCode(), answer.body());
        assertEquals("body_too_large", new JsonObject(answer.body()).getString("code"));
    }
}
