package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a path that failed is called. */
final class TemplatesTest {
    private final Vertx vertx = Vertx.vertx();
    private Templates templates;

    @BeforeEach
    void routes() {
        Router router = Router.router(vertx);
        router.route().handler(ctx -> {});
        router.post("/v1/chat/completions").handler(ctx -> {});
        router.get("/v1/models").handler(ctx -> {});
        router.get("/v1/models/:model").handler(ctx -> {});
        router.postWithRegex("/v1beta/models/(?<call>.+)")
                .putMetadata(Templates.KEY, "/v1beta/models/:call")
                .handler(ctx -> {});
        router.get("/demo/*").handler(ctx -> {});
        router.post("/api/v1/tabs/:tab/close").handler(ctx -> {});
        router.route().last().handler(ctx -> {});
        templates = new Templates(router);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aPathIsCalledByTheTemplateOfItsRoute() {
        assertEquals("/v1/chat/completions", templates.of(HttpMethod.POST, "/v1/chat/completions"));
        assertEquals("/v1/models", templates.of(HttpMethod.GET, "/v1/models"));
        assertEquals("/v1/models/:model", templates.of(HttpMethod.GET, "/v1/models/a.b"));
        assertEquals("/api/v1/tabs/:tab/close", templates.of(HttpMethod.POST, "/api/v1/tabs/t-1/close"));
    }

    @Test
    void anExpressionTakesWhateverFollows() {
        assertEquals("/v1beta/models/:call", templates.of(HttpMethod.POST, "/v1beta/models/a/b:generateContent"));
        assertEquals("/demo/", templates.of(HttpMethod.GET, "/demo/js/x.js"));
    }

    @Test
    void whatNoRouteTakesHasNone() {
        assertNull(templates.of(HttpMethod.GET, "/v1/chat/completions"));
        assertNull(templates.of(HttpMethod.GET, "/v1/models/a/b"));
        assertNull(templates.of(HttpMethod.GET, "/xv1/models"));
        assertNull(templates.of(HttpMethod.valueOf("HOSTILE"), "/v1/models"));
        assertNull(templates.of(HttpMethod.GET, null));
    }
}
