package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real HAProxy with our configuration, but for shorter times, does with half a request. */
final class HaproxySlowSendersIT {
    private static final List<String> USUAL = List.of("timeout http-request 10s", "wait-for-body time 10s");
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private static Path folder;

    private static Certificate certificate;
    private static TestNode node;
    private static Haproxy proxy;

    @BeforeAll
    static void start() throws Exception {
        Haproxy.tool();
        certificate = Certificate.make(folder);
        node = TestNode.start("SLUICE_TRUSTED_PROXIES", "127.0.0.1/32");
        proxy = Haproxy.start(
                folder,
                HaproxySlowSendersIT::hurried,
                certificate,
                List.of(node.port(), node.port()),
                CredentialDigest.of(ProxiedPair.KEY) + "\n");
    }

    private static String hurried(String config) {
        String hurried = config;
        for (String usual : USUAL) {
            String before = hurried;
            hurried = before.replace(usual, usual.replace("10s", SHORT.toSeconds() + "s"));
            assertNotEquals(before, hurried, usual);
        }
        return hurried;
    }

    @AfterAll
    static void stop() throws Exception {
        if (proxy != null) proxy.close();
        if (node != null) node.close();
    }

    private static Socket connect() throws IOException {
        URI at = proxy.uri("/");
        Socket socket = certificate.context().getSocketFactory().createSocket(at.getHost(), at.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** What comes until the connection ends. */
    private static String after(Socket socket, String sent) throws IOException {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void inItsTime(long began) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertTrue(millis >= SHORT.toMillis() - 50, "after " + millis + " ms");
        assertEquals(0, node.meter("active_sessions"), "the node never saw it");
    }

    /** HAProxy itself says it, before there is a stream that our error files would be for. */
    @Test
    void halfAHeadIsAnsweredWith408AndTheConnectionEnds() throws Exception {
        long began = System.nanoTime();
        try (Socket socket = connect()) {
            String answer = after(socket, "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-le");
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        }
        inItsTime(began);
    }

    @Test
    void halfABodyIsAnsweredWith408InJsonAndTheConnectionEnds() throws Exception {
        long began = System.nanoTime();
        try (Socket socket = connect()) {
            String answer = after(
                    socket,
                    "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                            + "content-length: 20\r\n\r\n{\"half\":");
            assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answer);
            JsonObject body = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            assertEquals("request_timeout", body.getString("code"));
            assertEquals("invalid_request_error", body.getJsonObject("error").getString("type"));
        }
        inItsTime(began);
    }

    @Test
    void aConnectionThatSendsNothingEndsAndIsNotLogged() throws Exception {
        String before = proxy.log();
        try (Socket socket = connect()) {
            String answer = after(socket, "");
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 408 "), answer);
        }
        assertEquals(lines(before), lines(proxy.log()));
    }

    private static long lines(String log) {
        return log.lines().filter(line -> line.contains("\"status\":408")).count();
    }

    @Test
    void aHeadThatComesInTimeIsServedThoughItsAnswerTakesLonger() throws Exception {
        String body = new JsonObject()
                .put("model", "sim;ttft=0;rate=40;tokens=80")
                .put("stream", true)
                .put("messages", Visitor.messages("Why?"))
                .encode();
        try (Socket socket = connect()) {
            String answer = after(
                    socket,
                    "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                            + "authorization: Bearer " + ProxiedPair.KEY + "\r\ncontent-type: application/json\r\n"
                            + "content-length: " + body.length() + "\r\n\r\n" + body);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
            assertTrue(answer.contains("data: [DONE]"), "it was cut");
        }
    }
}
