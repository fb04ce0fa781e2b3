package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @Test
    void saysAllThatIsKnown() {
        Failure failure =
                new Failure(Failure.Kind.RATE_LIMITED, "queue_full", "too many wait", "model", Duration.ofMillis(1500));
        JsonObject expected = new JsonObject()
                .put("type", "/problems/queue_full")
                .put("title", "Too Many Requests")
                .put("status", 429)
                .put("detail", "too many wait")
                .put("code", "queue_full")
                .put("field", "model")
                .put("retry_after_ms", 1500L);
        assertEquals(expected, Problems.body(failure));
    }

    @ParameterizedTest
    @EnumSource(Failure.Kind.class)
    void leavesOutWhatIsNotKnown(Failure.Kind kind) {
        JsonObject body = Problems.body(Failure.of(kind, "c", "m"));
        assertEquals(kind.status(), body.getInteger("status"));
        assertFalse(body.getString("title").isBlank());
        assertFalse(body.containsKey("field") || body.containsKey("retry_after_ms"));
    }
}
