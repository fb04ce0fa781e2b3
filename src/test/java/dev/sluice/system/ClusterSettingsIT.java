package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.deploy.ClusterSettings;
import dev.sluice.edge.CredentialDigest;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Nodes with what the cluster gives their pods. */
final class ClusterSettingsIT {
    private static final String KEY = "sk-backend-0123456789";
    private static final String MODEL = "sim;ttft=0;tokens=5";

    @Test
    void aPodOfTheOverlayForDevelopmentAnswersByItsSimulator() throws Exception {
        try (TestNode node = TestNode.configured(ClusterSettings.configuration(), ClusterSettings.environment("dev"))) {
            Visitor visitor = Visitor.of(node);
            String stream = visitor.submit(MODEL, "Hello");
            Page page = new Page();
            try (RawChannel channel = visitor.channel()) {
                channel.readUntil(page, () -> page.hasEnded(stream));
            }
            assertEquals(
                    Simulator.expectedText(MODEL, Visitor.messages("Hello")),
                    page.answer(stream).text());
        }
    }

    /** The provider is elsewhere and takes one key; callers without credentials get nothing. */
    @Test
    void aPodInProductionAsksTheProviderOfItsEnvironmentAndKnowsItsCallers() throws Exception {
        Vertx vertx = Vertx.vertx();
        Map<String, String> environment = ClusterSettings.environment("production");
        Simulator provider =
                new Simulator(vertx, new SimulatorOptions("127.0.0.1", 0, environment.get("HOLYSHEEP_API_KEY")));
        provider.start().await(10, TimeUnit.SECONDS);
        environment.put("BASE_URL", provider.baseUrl().toString());
        environment.put("REDIS_URL", "");
        environment.put("SLUICE_BACKEND_KEY_HASH", CredentialDigest.of(KEY).toString());
        try (TestNode node = TestNode.configured(ClusterSettings.configuration(), environment)) {
            assertNull(node.node().simulator(), "a simulator runs in production");
            URI chat = node.uri("/v1/chat/completions");
            String body = new JsonObject()
                    .put("model", MODEL)
                    .put("messages", Visitor.messages("Hello"))
                    .encode();
            assertEquals(401, post(chat, body, "Bearer somebody").statusCode());
            HttpResponse<String> answer = post(chat, body, "Bearer " + KEY);
            assertEquals(200, answer.statusCode(), answer.body());
        } finally {
            provider.close().await(10, TimeUnit.SECONDS);
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private static HttpResponse<String> post(URI address, String body, String credential) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("authorization", credential)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
