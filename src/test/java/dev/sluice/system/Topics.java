package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A node with topics, a backend that publishes to them, and a user who reads. */
abstract class Topics {
    static final Duration SOON = Duration.ofSeconds(30);
    static final String BACKEND = "sk-backend-0123456789";
    static final String ANN = "sk-ann-0123456789";

    TestNode node;
    FeedClient client;
    String ann;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.configured("""
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                simulator: {enabled: true}
                auth:
                  api_keys:
                    - {hash: "%s", user: backend, scopes: [publish]}
                    - {hash: "%s", user: ann@example.com}
                upstreams: {pool: {}}
                routes: [{model: "*", upstream: pool}]
                feeds:
                  news: {read: public, history: {events: 50}}
                  ticks: {read: public, source: {path: /feed/ticks}}
                  "orders-*": {read: authenticated}
                  "brief-*": {read: public, history: {age: 1s}}
                  "inbox-{user}": {}
                """.formatted(hash(BACKEND), hash(ANN)));
        client = new FeedClient(node);
        ann = client.session(ANN).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
    }

    static String hash(String key) throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(sha);
    }

    FeedClient.Answer publish(String feed, Object body) throws Exception {
        return client.now("POST", "/feeds/" + feed + "/events", BACKEND, body);
    }

    static JsonObject event(String data) {
        return new JsonObject().put("data", data);
    }

    void publish(String feed, int from, int to) throws Exception {
        for (int i = from; i < to; i += 100) {
            JsonArray batch = new JsonArray();
            for (int n = i; n < Math.min(i + 100, to); n++) batch.add(event("e" + n));
            assertEquals(200, publish(feed, batch).status());
        }
    }

    static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "e" + n).toList();
    }

    static JsonArray events(FeedClient.Answer answer) {
        return answer.body().getJsonArray("events");
    }
}
