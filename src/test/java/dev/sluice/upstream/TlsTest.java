package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure.Kind;
import dev.sluice.model.UpstreamPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS: h2 where the server speaks it, 1.1 where it does not, and nobody whose certificate is not trusted. */
final class TlsTest extends UpstreamTestBase {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path dir;

    private final Told told = new Told();
    private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> names = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> resets = new LinkedBlockingQueue<>();
    private HttpServer server;

    /** A key of our own, made by the JDK's keytool, for {@code localhost}. */
    private static PfxOptions identity() throws Exception {
        Path store = dir.resolve("localhost.p12");
        if (!store.toFile().exists()) {
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            List<String> command = List.of(
                    keytool,
                    "-genkeypair",
                    "-alias",
                    "localhost",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), said);
        }
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }

    private void serve(boolean h2, boolean trusted) throws Exception {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(true)
                .setAlpnVersions(h2 ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(identity());
        server = vertx().createHttpServer(options)
                .connectionHandler(connection -> names.add(String.valueOf(connection.indicatedServerName())))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        URI url = URI.create("https://localhost:" + server.actualPort() + "/v1");
        HttpClientOptions client = Connections.options(config(url), url);
        if (trusted) client.setTrustOptions(identity());
        upstream(url, client);
    }

    private void answer(HttpServerRequest request) {
        requests.add(request);
        HttpServerResponse response = request.response();
        response.exceptionHandler(reset -> {});
        response.closeHandler(v -> resets.add("reset"));
        response.setChunked(true).putHeader("content-type", "text/event-stream");
        if (request.path().endsWith("/hang")) response.write(delta("x"));
        else response.end(delta("x") + DONE);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null)
            server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void speaksH2WhereTheServerDoes() throws Exception {
        serve(true, true);
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        assertEquals(HttpVersion.HTTP_2, requests.take().version());
        assertEquals("localhost", names.take());
    }

    @Test
    void fallsBackTo11AndStillOpensSeveralConnections() throws Exception {
        serve(false, true);
        Told[] calls = {new Told(), new Told(), new Told(), new Told()};
        for (Told call : calls)
            onLoop(() -> upstream.stream(new UpstreamRequest("/hang", null, Buffer.buffer("{}")), call));
        for (Told call : calls) assertEquals("opened", call.next());
        assertEquals(HttpVersion.HTTP_1_1, requests.take().version());
        assertEquals(4, names.size());
        upstream.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        for (Told call : calls) {
            assertEquals("chunk", call.next());
            assertEquals("upstream_reset", call.next());
        }
    }

    @Test
    void cancelResetsTheStreamAndSparesTheConnection() throws Exception {
        serve(true, true);
        StreamCall call = onLoop(() -> upstream.stream(new UpstreamRequest("/hang", null, Buffer.buffer("{}")), told));
        assertEquals("opened", told.next());
        assertEquals("chunk", told.next());
        run(call::cancel);
        assertEquals("reset", resets.poll(5, TimeUnit.SECONDS));
        Told second = new Told();
        stream(second);
        assertEquals(List.of("opened", "chunk", "ended"), second.all());
        assertEquals(1, names.size());
        assertTrue(told.silent());
    }

    @Test
    void trustsNobodyWithoutACertificateThatIsTrusted() throws Exception {
        serve(true, false);
        stream(told);
        assertEquals(List.of("upstream_unreachable"), told.all());
        assertEquals(Kind.UPSTREAM, told.failure().kind());
        assertTrue(told.failure().message().contains("TLS"), told.failure().message());
    }

    /** What an operator writes as {@code ca_cert}: our certificate in PEM, which here is its own authority. */
    private static Path authority() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        identity();
        try (InputStream in = Files.newInputStream(dir.resolve("localhost.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        String body = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate("localhost").getEncoded());
        String pem = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(dir.resolve("ca.pem"), pem);
    }

    @Test
    void trustsAnAuthorityOfOurOwn() throws Exception {
        UpstreamPolicy d = ONE_ATTEMPT;
        policy = new UpstreamPolicy(
                d.balance(),
                d.slowStart(),
                d.keyRest(),
                authority(),
                d.retry(),
                d.health(),
                d.ejection(),
                d.connections());
        serve(true, false);
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        assertEquals(HttpVersion.HTTP_2, requests.take().version());
    }
}
