package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A little of everything that a node does: each thing once, so that each meter has something to say. */
final class Bustle {
    static final String KEY = "sk-test-caller-key-0123456789";
    static final String LIMITED_KEY = "sk-test-limited-key-0123456789";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String CHAT = "/v1/chat/completions";

    private final URI base;

    Bustle(URI base) {
        this.base = base;
    }

    /** A configuration in which everything can happen. */
    static String configuration(OutsideWorld world) {
        return """
                listen: {port: 0, demo: true}
                management: {port: 0}
                node: {region: eu-1}
                log: {format: json, requests: all}
                tracing: {collector: "%s"}
                simulator: {enabled: true}
                sessions: {anonymous: true}
                auth:
                  api_keys:
                    - {hash: "%s", user: u, tenant: acme, tier: pro, scopes: [publish]}
                    - {hash: "%s", user: l, tenant: acme, tier: pro, limits: {requests: 1}}
                limits: {enabled: true, free: {off: true}}
                upstreams:
                  main: {dialect: openai}
                  narrow: {dialect: openai, permits: 1, queue_length: 1, queue_wait: 5s}
                  keyed: {dialect: openai, base_url: "%s", api_keys: ["%s", "%s"]}
                  broken:
                    dialect: openai
                    endpoints: [{url: "%s"}, {url: "%s"}]
                    retry: {limit: 1, backoff: 1ms}
                    ejection: {failures: 1}
                routes:
                  - {model: narrow, upstream: narrow, as: "sim;ttft=1;rate=40;tokens=20"}
                  - {model: keyed, upstream: keyed}
                  - {model: falls, upstream: broken, fallbacks: [{upstream: main, as: "sim-instant;tokens=5"}]}
                  - {model: "sim*", upstream: main}
                prices:
                  "sim*": {input: 1, output: 2}
                feeds:
                  breaks: {read: public, source: {path: "/feed/x?rate=50&fault=cut&at=3", resume: false, retry_min: 1ms, retry_max: 5ms}}
                  same: {read: public, source: {url: "%s", retry_min: 1ms, retry_max: 5ms}}
                """.formatted(
                        world.url("/v1/traces"),
                        CredentialDigest.of(KEY),
                        CredentialDigest.of(LIMITED_KEY),
                        world.url("/keyed"),
                        OutsideWorld.BAD_KEY,
                        OutsideWorld.GOOD_KEY,
                        world.url("/broken-one"),
                        world.url("/broken-two"),
                        world.url("/same"));
    }

    void ofEverything() throws Exception {
        answers();
        overload();
        channels();
        feeds();
        jobs();
    }

    private void answers() throws Exception {
        assertEquals(200, ask(KEY, question("sim-instant;tokens=5", true)).statusCode());
        JsonObject same = question("sim-instant;tokens=5", false).put("temperature", 0);
        assertEquals(200, ask(KEY, same).statusCode());
        assertEquals(200, ask(KEY, same).statusCode());
        assertEquals(200, ask(KEY, question("keyed", false)).statusCode());
        assertEquals(200, ask(KEY, question("falls", true)).statusCode());
        assertEquals(502, ask(KEY, question("sim;fault=html502", false)).statusCode());
        ask(LIMITED_KEY, question("sim-instant;tokens=1", false));
        assertEquals(
                429, ask(LIMITED_KEY, question("sim-instant;tokens=1", false)).statusCode());
    }

    /** One permit and one place: of five some are shed. */
    private void overload() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++)
            all.add(HTTP.sendAsync(request(KEY, question("narrow", true)), BodyHandlers.ofString()));
        int shed = 0;
        for (CompletableFuture<HttpResponse<String>> each : all)
            if (each.get(20, TimeUnit.SECONDS).statusCode() == 503) shed++;
        assertEquals(3, shed, "requests that were shed");
    }

    private void channels() throws Exception {
        Visitor visitor = Visitor.of(base);
        assertEquals(200, visitor.send("PUT", "/api/v1/tabs/t1", null).statusCode());
        JsonObject job =
                new JsonObject().put("model", "sim-instant;tokens=3").put("messages", Visitor.messages("Why?"));
        assertEquals(202, visitor.send("POST", "/api/v1/jobs", job.encode()).statusCode());
        Page page = new Page();
        String cursor;
        try (RawChannel channel = visitor.channel()) {
            String stream = visitor.submit("sim-instant;tokens=5", "Why?");
            channel.readUntil(page, () -> page.hasEnded(stream));
            cursor = channel.lastEventId();
        }
        try (RawChannel again = visitor.channel("Last-Event-ID", cursor)) {
            assertEquals(200, again.status());
        }
        URI address = URI.create("ws://127.0.0.1:" + base.getPort() + "/api/v1/channel");
        HTTP.newWebSocketBuilder()
                .header("authorization", visitor.bearer())
                .subprotocols("sluice.v1")
                .buildAsync(address, new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS)
                .sendClose(WebSocket.NORMAL_CLOSURE, "")
                .get(10, TimeUnit.SECONDS);
    }

    private void feeds() throws Exception {
        for (String feed : List.of("breaks", "same"))
            try (RawChannel reader = RawChannel.open(base.getPort(), "/api/v1/feeds/" + feed, null)) {
                int[] events = new int[1];
                reader.read(event -> events[0]++, () -> events[0] > 2);
            }
    }

    private void jobs() throws Exception {
        JobClient client = new JobClient(Visitor.of(base));
        client.await(client.submit(JobClient.job("sim-instant;tokens=5", "Why?")), "completed");
        client.await(client.submit(JobClient.job("sim;fault=400", "Why?")), "dead");
    }

    HttpResponse<String> ask(String key, JsonObject question, String... headers) throws Exception {
        return HTTP.send(request(key, question, headers), BodyHandlers.ofString());
    }

    HttpRequest request(String key, JsonObject question, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(CHAT))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(question.encode()));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        return request.build();
    }

    static JsonObject question(String model, boolean stream) {
        return new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put("messages", Visitor.messages("Is the answer forty-two?"));
    }
}
