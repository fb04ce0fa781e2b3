package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP/2 and TLS: whoever is told to come back comes over another connection, and what runs on the old one comes to its end. */
final class PartingIT {
    private static final String SLOW = "sim;ttft=0;rate=40;tokens=120";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final Set<HttpConnection> told = new CopyOnWriteArraySet<>();
    private final List<HttpConnection> closed = new CopyOnWriteArrayList<>();
    private Certificate certificate;
    private HttpClient client;
    private TestNode node;

    @BeforeEach
    void trust() throws Exception {
        certificate = Certificate.make(folder);
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(certificate.pem().toString()));
        client = vertx.httpClientBuilder()
                .with(options)
                .withConnectHandler(connection -> {
                    connection.goAwayHandler(away -> told.add(connection));
                    connection.closeHandler(v -> closed.add(connection));
                    connections.add(connection);
                })
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close().await(10, TimeUnit.SECONDS);
        node.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private void start(String... environment) throws Exception {
        String pem = Files.readString(certificate.pem());
        int key = pem.indexOf("-----BEGIN PRIVATE KEY");
        Path first = Files.writeString(folder.resolve("cert.pem"), pem.substring(0, key));
        Path second = Files.writeString(folder.resolve("key.pem"), pem.substring(key));
        String[] all = new String[environment.length + 6];
        List.of("SLUICE_TLS_CERT", first.toString(), "SLUICE_TLS_KEY", second.toString(), "SLUICE_RETRY_MIN", "10ms")
                .toArray(all);
        System.arraycopy(environment, 0, all, 6, environment.length);
        node = TestNode.start(all);
    }

    private record Answer(int status, HttpVersion version, HttpConnection over, Buffer body) {}

    private Future<Answer> send(HttpMethod method, String path, String body, String... head) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("localhost")
                .setPort(node.port())
                .setURI(path);
        for (int i = 0; i < head.length; i += 2) options.addHeader(head[i], head[i + 1]);
        return client.request(options)
                .compose(request -> (body == null ? request.send() : request.send(body))
                        .compose(response -> response.body()
                                .map(all -> new Answer(
                                        response.statusCode(), response.version(), request.connection(), all))));
    }

    private String session() throws Exception {
        Answer made = send(HttpMethod.POST, "/api/v1/session", "").await(10, TimeUnit.SECONDS);
        assertEquals(HttpVersion.HTTP_2, made.version());
        return "Bearer " + made.body().toJsonObject().getString("token");
    }

    private Future<Answer> channel(String bearer) {
        return send(HttpMethod.GET, "/api/v1/channel", "", "authorization", bearer, "accept", "text/event-stream");
    }

    private Future<Answer> ask(String model) {
        String body = new JsonObject()
                .put("model", model)
                .put("stream", true)
                .put("messages", Visitor.messages("Why?"))
                .encode();
        return send(HttpMethod.POST, "/v1/chat/completions", body);
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + node.port() + path);
    }

    /** Asked by a client of its own. */
    private boolean notReady() {
        try {
            return new Secured(certificate).send("GET", uri("/ready"), null).statusCode() == 503;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertWhole(Answer answer) {
        assertEquals(200, answer.status());
        assertTrue(answer.body().toString().endsWith("data: [DONE]\n\n"), "it was cut");
    }

    private static void assertBye(String reason, Answer channel) {
        String body = channel.body().toString();
        assertTrue(body.contains("\"reason\":\"" + reason + "\",\"reconnect\":true"), body);
    }

    @Test
    void aReaderThatGrewOldComesBackOverAnotherConnectionAndItsNeighboursAreNotCut() throws Exception {
        start("SLUICE_CHANNEL_MAX_AGE", "1s");
        Future<Answer> channel = channel(session());
        Future<Answer> slow = ask(SLOW);
        assertBye("expired", channel.await(10, TimeUnit.SECONDS));
        Waiting.until("GOAWAY", Duration.ofSeconds(5), () -> told.size() == 1);
        assertTrue(!slow.isComplete(), "it ended too soon to show anything");
        Answer next = ask("sim-instant").await(10, TimeUnit.SECONDS);
        assertWhole(next);
        assertWhole(slow.await(10, TimeUnit.SECONDS));
        assertEquals(connections.get(0), slow.result().over());
        assertEquals(connections.get(1), next.over());
        assertEquals(2, connections.size());
        Waiting.until("the old one is closed", Duration.ofSeconds(5), () -> closed.size() == 1);
        assertEquals(connections.get(0), closed.get(0));
    }

    @Test
    void aNodeThatGoesTakesEachConnectionOutOfUseOnce() throws Exception {
        start("SLUICE_DRAIN_WINDOW", "1s", "SLUICE_DRAIN_RECONNECT_RATE", "3");
        List<Future<Answer>> channels = List.of(channel(session()), channel(session()), channel(session()));
        Future<Answer> slow = ask(SLOW);
        Waiting.until(
                "all are here",
                Duration.ofSeconds(10),
                () -> node.meter("active_sse_connections") == 3 && node.meter("active_streams") == 1);
        node.node().drain(Duration.ofSeconds(20));
        for (Future<Answer> channel : channels) assertBye("draining", channel.await(10, TimeUnit.SECONDS));
        Waiting.until("GOAWAY", Duration.ofSeconds(5), () -> told.size() == 1);
        assertWhole(slow.await(10, TimeUnit.SECONDS));
        Waiting.until("it is closed", Duration.ofSeconds(5), () -> closed.size() == 1);
        assertEquals(1, connections.size());
        assertEquals(1, told.size());
    }

    /** What was on its way when the client heard of it is answered, too. */
    @Test
    void noRequestOfManyIsRefused() throws Exception {
        start("SLUICE_CHANNEL_MAX_AGE", "1s");
        String bearer = session();
        Future<Answer> channel = channel(bearer);
        List<Future<Answer>> asked = new ArrayList<>();
        while (!channel.isComplete()) {
            for (int i = 0; i < 5; i++) asked.add(send(HttpMethod.GET, "/health", null));
            Future.join(asked.subList(asked.size() - 4, asked.size())).await(10, TimeUnit.SECONDS);
        }
        assertBye("expired", channel.result());
        Waiting.until("GOAWAY", Duration.ofSeconds(5), () -> told.size() == 1);
        for (Future<Answer> each : asked)
            assertEquals(200, each.await(10, TimeUnit.SECONDS).status());
        System.out.println(asked.size() + " requests");
    }

    @Test
    void aRequestThatComesWhileItDrainsIsAnsweredAndTheNextOneComesOverAnotherConnection() throws Exception {
        start("SLUICE_DRAIN_WINDOW", "10s");
        Future<Answer> slow = ask(SLOW);
        Waiting.until("it runs", Duration.ofSeconds(5), () -> node.meter("active_streams") == 1);
        node.node().drain(Duration.ofSeconds(20));
        Waiting.until("it drains", Duration.ofSeconds(5), this::notReady);
        Answer first = ask("sim-instant").await(10, TimeUnit.SECONDS);
        assertWhole(first);
        Waiting.until("GOAWAY", Duration.ofSeconds(5), () -> told.size() == 1);
        Answer second = ask("sim-instant").await(10, TimeUnit.SECONDS);
        assertWhole(second);
        assertEquals(connections.get(0), first.over());
        assertEquals(connections.get(1), second.over());
        assertWhole(slow.await(10, TimeUnit.SECONDS));
    }
}
