package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who submits on a WebSocket can say how long it waits, how long it takes and whether it shares, as by HTTP's headers. */
final class SocketSubmissionIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final SocketReader reader = new SocketReader();
    private TestNode node;
    private WebSocket socket;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start("SLUICE_PERMITS", "1");
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", Visitor.of(node).bearer())
                .subprotocols("sluice.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/api/v1/channel"), reader)
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        socket.abort();
        node.close();
    }

    /** @return the reply's data */
    private JsonObject submit(String model, JsonObject terms) throws Exception {
        JsonObject data = new JsonObject().put("model", model).put("messages", Visitor.messages("Why?"));
        JsonObject message = terms.copy().put("command", "submit").put("data", data);
        socket.sendText(message.encode(), true).get(5, TimeUnit.SECONDS);
        return reader.next("reply").getJsonObject("data");
    }

    private void holdThePermit() throws Exception {
        submit("sim;ttft=60000", new JsonObject());
        Waiting.until("it runs", SOON, () -> node.meter("permits_in_use") == 1);
    }

    @Test
    void whoWillNotWaitIsRefusedAtOnce() throws Exception {
        holdThePermit();
        JsonObject reply = submit("sim-instant", new JsonObject().put("max_wait_ms", 0));
        assertEquals(true, reply.getBoolean("ok"));
        JsonObject failed = reader.next("failed").getJsonObject("data");
        assertEquals(reply.getJsonObject("data").getString("stream"), failed.getString("stream"));
        assertEquals("queue_too_long", failed.getString("code"));
        assertEquals(true, failed.getBoolean("retryable"));
        assertEquals(0, node.meter("queue_length"));
    }

    @Test
    void whoWaitsOnlySoLongIsTurnedAwayThen() throws Exception {
        holdThePermit();
        submit("sim-instant", new JsonObject().put("max_wait_ms", 300));
        JsonObject failed = reader.next("failed").getJsonObject("data");
        assertEquals("queue_timeout", failed.getString("code"));
        assertTrue(failed.getString("message").contains("300 ms"), failed.encode());
    }

    @Test
    void theWholeAnswerHasItsTime() throws Exception {
        submit("sim;ttft=60000", new JsonObject().put("timeout_ms", 300));
        JsonObject failed = reader.next("failed").getJsonObject("data");
        assertEquals("upstream_total_timeout", failed.getString("code"));
        Waiting.until("permit back", SOON, () -> node.meter("permits_in_use") == 0);
    }

    @Test
    void whoWishesToShareDoes() throws Exception {
        JsonObject share = new JsonObject().put("share", true);
        submit("sim-instant;tokens=5", share);
        assertEquals(false, reader.next("done").getJsonObject("data").getBoolean("cached"));
        submit("sim-instant;tokens=5", share);
        assertEquals(true, reader.next("done").getJsonObject("data").getBoolean("cached"));
    }

    @ParameterizedTest
    @CsvSource({
        "max_wait_ms, -1",
        "max_wait_ms, 1000000000",
        "max_wait_ms, '\"soon\"'",
        "timeout_ms, 0",
        "timeout_ms, 1.5",
        "share, '\"yes\"'"
    })
    void whatMakesNoSenseIsNamed(String field, String value) throws Exception {
        JsonObject reply = submit("sim-instant", new JsonObject("{\"" + field + "\":" + value + "}"));
        assertEquals(false, reply.getBoolean("ok"));
        JsonObject problem = reply.getJsonObject("problem");
        assertEquals(field, problem.getString("field"), problem.encode());
        assertTrue(problem.getString("detail").startsWith(field + ": got "), problem.encode());
        assertEquals(0, node.meter("active_streams"));
    }
}
