package dev.sluice.system;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Two nodes behind a real HAProxy, and clients that trust its certificate. */
final class ProxiedPair implements AutoCloseable {
    /** The one API key that the proxy knows. */
    static final String KEY = "sk-known-to-the-proxy-0123456789";

    private static final List<String> NODES = List.of("a", "b");

    final TestNode a;
    final TestNode b;
    final Haproxy proxy;
    final Secured client;
    private final Certificate certificate;

    private ProxiedPair(TestNode a, TestNode b, Haproxy proxy, Certificate certificate) {
        this.a = a;
        this.b = b;
        this.proxy = proxy;
        this.certificate = certificate;
        this.client = new Secured(certificate);
    }

    /** The proxy's certificate as a PEM file. */
    Path certificate() {
        return certificate.pem();
    }

    /**
     * Skips the test where there is no HAProxy.
     *
     * @param node     names and values of both nodes' environment in turns
     * @param settings of the proxy likewise
     */
    static ProxiedPair start(Path folder, List<String> node, List<String> settings) throws Exception {
        String[] environment = Stream.concat(Stream.of("SLUICE_TRUSTED_PROXIES", "127.0.0.1/32"), node.stream())
                .toArray(String[]::new);
        return start(folder, () -> TestNode.start(environment), settings);
    }

    /** @param yaml the configuration of both nodes */
    static ProxiedPair configured(Path folder, String yaml, List<String> settings) throws Exception {
        return start(folder, () -> TestNode.configured(yaml), settings);
    }

    private static ProxiedPair start(Path folder, Callable<TestNode> node, List<String> settings) throws Exception {
        Haproxy.tool();
        Certificate certificate = Certificate.make(folder);
        TestNode a = node.call();
        TestNode b = node.call();
        Haproxy proxy = Haproxy.start(
                folder,
                certificate,
                List.of(a.port(), b.port()),
                CredentialDigest.of(KEY) + "\n",
                settings.toArray(String[]::new));
        return new ProxiedPair(a, b, proxy, certificate);
    }

    /** Asks the model through the proxy. @return the answer's stream */
    String submit(String bearer, String model, String question) throws Exception {
        String body = new JsonObject()
                .put("model", model)
                .put("messages", Visitor.messages(question))
                .encode();
        HttpResponse<String> taken = client.send("POST", proxy.uri("/api/v1/streams"), body, "authorization", bearer);
        if (taken.statusCode() != 202) throw new AssertionError(taken.statusCode() + " " + taken.body());
        return new JsonObject(taken.body()).getString("stream");
    }

    void both() throws IOException {
        for (String node : NODES) proxy.command("set server nodes/" + node + " state ready");
        Waiting.until("both nodes are up", Duration.ofSeconds(10), () -> proxy.up() == NODES.size());
    }

    void none() throws IOException {
        for (String node : NODES) proxy.command("set server nodes/" + node + " state maint");
    }

    @Override
    public void close() throws TimeoutException {
        proxy.close();
        a.close();
        b.close();
    }
}
