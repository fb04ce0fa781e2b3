package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.simulator.Ending;
import dev.sluice.simulator.ServedRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

/** A client that takes nothing for longer than is allowed loses its connection, and with it the permit that others wait for. */
final class OpenAiStalledIT {
    @Test
    void isCutAndItsPermitComesBack() throws Exception {
        TestNode node = TestNode.start("SLUICE_STALLED_AFTER", "1s");
        try {
            BlockingQueue<ServedRequest> ended = new LinkedBlockingQueue<>();
            node.simulator().onEnd(ended::add);
            try (Response response = ask(node, "sim-instant;tokens=20000;bytes=800")) {
                ServedRequest served = ended.poll(10, TimeUnit.SECONDS);
                assertNotNull(served, "the provider still waits for a reader that reads nothing");
                assertEquals(Ending.ABORTED, served.ending());
                Waiting.until("permit back", Duration.ofSeconds(1), () -> node.meter("permits_in_use") == 0);
                assertThrows(IOException.class, () -> response.body().bytes(), "an end that looks complete");
            }
        } finally {
            node.close();
        }
    }

    private static Response ask(TestNode node, String model) throws IOException {
        JsonObject message = new JsonObject().put("role", "user").put("content", Sdk.QUESTION);
        JsonObject body =
                new JsonObject().put("model", model).put("stream", true).put("messages", new JsonArray().add(message));
        OkHttpClient client =
                new OkHttpClient.Builder().socketFactory(new NarrowSockets()).build();
        return client.newCall(new Request.Builder()
                        .url(node.uri("/v1/chat/completions").toString())
                        .post(RequestBody.create(body.encode(), MediaType.get("application/json")))
                        .build())
                .execute();
    }
}
