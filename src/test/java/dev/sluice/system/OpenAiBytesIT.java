package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out is byte for byte what the provider said, however slowly it is read. */
final class OpenAiBytesIT {
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_TIMEOUT_IDLE", IDLE.toMillis() + "ms");
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static JsonObject body(String model, boolean stream) {
        JsonObject message = new JsonObject().put("role", "user").put("content", Sdk.QUESTION);
        return new JsonObject().put("model", model).put("stream", stream).put("messages", new JsonArray().add(message));
    }

    private static JsonObject withUsage(JsonObject body) {
        return body.copy().put("stream_options", new JsonObject().put("include_usage", true));
    }

    private static Response send(String baseUrl, JsonObject body) throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .socketFactory(new NarrowSockets())
                .readTimeout(30, TimeUnit.SECONDS)
                .build();
        return client.newCall(new Request.Builder()
                        .url(baseUrl + "/chat/completions")
                        .post(RequestBody.create(body.encode(), MediaType.get("application/json")))
                        .build())
                .execute();
    }

    private static Response through(JsonObject body) throws IOException {
        return send(node.uri("/v1").toString(), body);
    }

    private static Response direct(JsonObject body) throws IOException {
        return send(node.simulator().baseUrl().toString(), body);
    }

    /** The payloads of {@code data:} lines; two answers differ in id and date alone. */
    private static List<String> payloads(Response response) throws IOException {
        List<String> payloads = new ArrayList<>();
        try (response;
                BufferedReader lines = new BufferedReader(response.body().charStream())) {
            for (String line; (line = lines.readLine()) != null; )
                if (line.startsWith("data:"))
                    payloads.add(anonymous(line.substring(5).stripLeading()));
        }
        return payloads;
    }

    private static String anonymous(String json) {
        return json.replaceFirst("\"id\":\"chatcmpl-\\w+\"", "\"id\":\"\"")
                .replaceFirst("\"created\":\\d+", "\"created\":0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sim-instant",
                "sim-instant;tokens=3000;seed=7",
                "sim-instant;tokens=20;bytes=3000",
                "sim-instant;fault=crlf+split+big+nospace+comment"
            })
    void theEventsOfAStreamAreTheProviders(String model) throws Exception {
        JsonObject body = body(model, true);
        List<String> said = payloads(direct(withUsage(body)));
        assertEquals(said, payloads(through(withUsage(body))));
        // We always ask for the usage, which is the last event before [DONE].
        said.remove(said.size() - 2);
        assertEquals(said, payloads(through(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-instant", "sim-instant;tokens=5000", "sim-instant;fault=split+big"})
    void aWholeAnswerIsTheProviders(String model) throws Exception {
        JsonObject body = body(model, false);
        try (Response direct = direct(body);
                Response through = through(body)) {
            assertEquals(
                    anonymous(direct.body().string()), anonymous(through.body().string()));
        }
    }

    @Test
    void aReaderThatDoesNotReadPausesTheProviderAndLosesNothing() throws Exception {
        int tokens = 20_000;
        int bytes = 800;
        JsonObject body = body("sim-instant;tokens=" + tokens + ";bytes=" + bytes, true);
        Response lazy = through(body);
        // Longer than the idle limit: a provider that we do not read is not silent.
        long sent = Waiting.steady("tokens sent", OpenAiBytesIT::sent, IDLE.plusMillis(500), Duration.ofSeconds(20));
        assertTrue(sent < tokens / 2, sent + " tokens were taken in for a reader that reads none");
        assertTrue(node.meter("log_bytes") < 3 << 20, "the log holds " + node.meter("log_bytes") + " bytes");
        List<String> read = payloads(lazy);
        List<String> said = payloads(direct(withUsage(body)));
        said.remove(said.size() - 2);
        assertEquals(tokens + 3, read.size());
        assertEquals(said, read);
        Waiting.until("log let go", Duration.ofSeconds(1), () -> node.meter("log_bytes") == 0);
    }

    private static long sent() {
        return node.simulator().record().last().orElseThrow().tokens();
    }
}
