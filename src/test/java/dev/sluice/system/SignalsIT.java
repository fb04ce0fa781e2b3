package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole process and the signals that stop it. */
final class SignalsIT {
    private static final int ANSWERS = 100;
    private static final String MODEL = "sim;ttft=200;rate=40;tokens=100";

    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpRequest ask(ServerProcess server, String model) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("stream", true)
                .put("messages", Visitor.messages("To the end"));
        return HttpRequest.newBuilder(server.base().resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    private int status(URI uri) {
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception gone) {
            return 0;
        }
    }

    @Test
    void sigtermLetsAHundredAnswersComeToTheirEndAndExitsWithZero() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, List.of("-Xmx256m"))) {
            List<CompletableFuture<HttpResponse<Stream<String>>>> asked = new ArrayList<>();
            for (int i = 0; i < ANSWERS; i++) asked.add(client.sendAsync(ask(server, MODEL), BodyHandlers.ofLines()));
            List<Iterator<String>> answers = new ArrayList<>();
            for (var each : asked) {
                HttpResponse<Stream<String>> response = each.get(20, TimeUnit.SECONDS);
                assertEquals(200, response.statusCode());
                answers.add(response.body().iterator());
            }
            server.signal("TERM");
            String expected = Simulator.expectedText(MODEL, Visitor.messages("To the end"));
            ExecutorService readers = Executors.newFixedThreadPool(ANSWERS);
            List<CompletableFuture<String>> texts = new ArrayList<>();
            for (Iterator<String> answer : answers)
                texts.add(CompletableFuture.supplyAsync(() -> text(answer), readers));
            for (CompletableFuture<String> text : texts) assertEquals(expected, text.get(20, TimeUnit.SECONDS));
            readers.shutdown();
            assertEquals(0, server.exit(10));
        }
    }

    /** Of a whole answer. */
    private static String text(Iterator<String> lines) {
        StringBuilder text = new StringBuilder();
        String last = "";
        while (lines.hasNext()) {
            String line = lines.next();
            if (!line.startsWith("data: ")) continue;
            last = line.substring(6);
            if (last.startsWith("{")) text.append(Page.text(new JsonObject(last)));
        }
        assertEquals("[DONE]", last);
        return text.toString();
    }

    @Test
    void theSecondSigtermEndsAtOnce() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, List.of("-Xmx256m"))) {
            var asked = client.sendAsync(ask(server, "sim;ttft=0;rate=10;tokens=200"), BodyHandlers.ofLines())
                    .get(20, TimeUnit.SECONDS);
            assertEquals(200, asked.statusCode());
            server.signal("TERM");
            Eventually.within(5, "it drains", () -> status(server.base().resolve("/ready")) == 503);
            assertTrue(server.alive());
            server.signal("TERM");
            assertEquals(128 + 15, server.exit(3));
        }
    }

    @Test
    void anIdleNodeThatIsInterruptedIsGoneWithinASecondOrTwo() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder, List.of("-Xmx256m"))) {
            server.signal("INT");
            assertEquals(0, server.exit(3));
        }
    }
}
