package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.deploy.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real HAProxy with our configuration says by itself, and to whom: keys, rates, errors, its log, its checks. */
final class HaproxyRulesIT {
    private static final int RATE = 8;
    private static final String GENERATE = "/v1beta/models/sluice-1-fast:generateContent";

    @TempDir
    private static Path folder;

    private static ProxiedPair pair;

    @BeforeAll
    static void start() throws Exception {
        pair = ProxiedPair.start(folder, List.of(), List.of("RATE_PER_ADDRESS", "" + RATE, "RATE_PER_KEY", "20"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (pair != null) pair.close();
    }

    @BeforeEach
    void begin() throws Exception {
        pair.proxy.command("clear table rates");
        pair.both();
    }

    @Test
    void aKeyThatIsNotListedIsAnsweredAsItsSdkUnderstands() throws Exception {
        assertEquals("unknown_key", new JsonObject(models("accept", "*/*").body()).getString("code"));
        HttpResponse<String> other = models("authorization", "Bearer sk-somebody-else");
        assertEquals(401, other.statusCode());
        assertEquals(
                "authentication_error",
                new JsonObject(other.body()).getJsonObject("error").getString("type"));
        for (String header : List.of("x-api-key", "x-goog-api-key"))
            assertEquals(200, models(header, ProxiedPair.KEY).statusCode(), header);
        assertEquals(200, withKeyInTheQuery().statusCode());
    }

    /** As a machine has it, with everything at its default but the files' places. */
    @Test
    void theConfigurationIsValidAndWithoutWarnings() throws Exception {
        Path conf = Haproxy.install(folder.resolve("checked"));
        ProcessBuilder check = Haproxy.tool()
                .process(conf, "-c", "-V", "-f", conf.resolve("haproxy.cfg").toString());
        check.environment().put("CONF", conf.toString());
        check.environment().put("CERTIFICATE", pair.certificate().toString());
        assertEquals("Configuration file is valid", Tool.run(check).succeeded().strip());
    }

    @ParameterizedTest
    @CsvSource({"//v1/models, 400", "/api/v1/../../v1/models, 400", "/./v1/models, 400", "/%76%31/models, 401"})
    void aPathThatIsWrittenDifferentlyDoesNotGetAroundTheList(String path, int status) throws Exception {
        assertEquals(status, pair.client.send("GET", pair.proxy.uri(path), null).statusCode());
    }

    @Test
    void anUnknownKeyHasNoRateOfItsOwn() throws Exception {
        int status = 0;
        for (int i = 0; i <= RATE; i++) {
            HttpResponse<String> answer = pair.client.send(
                    "POST", pair.proxy.uri("/api/v1/session"), null, "authorization", "Bearer sk-made-up-" + i);
            status = answer.statusCode();
        }
        assertEquals(429, status);
    }

    @Test
    void whoAsksTooOftenGets429WithRetryAfterAndOthersAreServed() throws Exception {
        for (int i = 0; i < RATE; i++) assertEquals(201, session().statusCode());
        HttpResponse<String> refused = session();
        assertEquals(429, refused.statusCode());
        assertEquals("10", refused.headers().firstValue("retry-after").orElse("none"));
        assertEquals("proxy_rate_limited", new JsonObject(refused.body()).getString("code"));
        assertEquals(200, models("x-api-key", ProxiedPair.KEY).statusCode(), "a key has a rate of its own");
    }

    @Test
    void anEventSourceIsToldInBandWhenToComeBack() throws Exception {
        for (int i = 0; i <= RATE; i++) session();
        HttpResponse<String> sent =
                pair.client.send("GET", pair.proxy.uri("/api/v1/channel"), null, "accept", "text/event-stream");
        assertEquals(200, sent.statusCode());
        assertEquals(
                "text/event-stream", sent.headers().firstValue("content-type").orElse("none"));
        assertTrue(
                sent.body()
                        .matches("(?s)retry: (\\d+)\n\nevent: bye\ndata: \\{\"reason\":\"overloaded\","
                                + "\"reconnect\":true,\"retry_ms\":\\1}\n\n"),
                sent.body());
    }

    @Test
    void withoutANodeTheErrorIsJsonAndAnEventSourceComesBack() throws Exception {
        pair.none();
        HttpResponse<String> refused = session();
        assertEquals(503, refused.statusCode());
        assertEquals("no_node", new JsonObject(refused.body()).getString("code"));
        assertEquals("2", refused.headers().firstValue("retry-after").orElse("none"));
        HttpResponse<String> sent =
                pair.client.send("GET", pair.proxy.uri("/api/v1/feeds/ticks"), null, "accept", "text/event-stream");
        assertEquals(200, sent.statusCode());
        assertTrue(sent.body().contains("event: bye"), sent.body());
        assertEquals(
                503, pair.client.send("GET", pair.proxy.stats("/alive"), null).statusCode());
    }

    @Test
    void aRequestHasAnIdAndALogLineWithTimesAndWithoutItsKey() throws Exception {
        List<String> ids = withKeyInTheQuery().headers().allValues("x-request-id");
        assertEquals(1, ids.size());
        String id = ids.get(0);
        assertNotEquals("the-callers-own", id);
        Waiting.until("the line is written", Duration.ofSeconds(5), () -> line(id) != null);
        JsonObject line = new JsonObject(line(id));
        assertEquals(GENERATE, line.getString("path"));
        assertEquals(200, line.getInteger("status"));
        assertTrue(Set.of("a", "b").contains(line.getString("node")), line.encode());
        for (String time : List.of("TR", "Tw", "Tc", "Tr", "Ta")) assertTrue(line.getInteger(time) >= 0, time);
        assertFalse(pair.proxy.log().contains(ProxiedPair.KEY), "the key is in the log");
    }

    @Test
    void plainHttpIsSentToTls() throws Exception {
        HttpResponse<String> response = pair.client.send("POST", pair.proxy.plain("/api/v1/session"), null);
        assertEquals(308, response.statusCode());
        assertTrue(response.headers().firstValue("location").orElseThrow().startsWith("https://localhost"));
    }

    @Test
    void theExporterTheStatsPageAndKeepalivedsCheckAnswer() throws Exception {
        String metrics =
                pair.client.send("GET", pair.proxy.stats("/metrics"), null).body();
        assertTrue(metrics.contains("haproxy_server_status{proxy=\"nodes\",server=\"a\",state=\"UP\"} 1"));
        assertTrue(
                pair.client.send("GET", pair.proxy.stats("/stats"), null).body().contains("nodes"));
        Path script = Path.of("conf/keepalived/check-haproxy").toAbsolutePath();
        String port = "" + pair.proxy.stats("").getPort();
        Tool bash = Tool.find("bash", "bash");
        assertEquals(0, bash.run(folder, script.toString(), "127.0.0.1", port).exit());
        pair.none();
        Tool.Outcome without = bash.run(folder, script.toString(), "127.0.0.1", port);
        assertEquals(1, without.exit());
        assertTrue(without.output().contains("HAProxy says HTTP/1.1 503"), without.output());
        assertEquals(1, bash.run(folder, script.toString(), "127.0.0.1", "1").exit(), "nothing listens there");
    }

    private HttpResponse<String> models(String header, String value) throws Exception {
        return pair.client.send("GET", pair.proxy.uri("/v1/models"), null, header, value);
    }

    private HttpResponse<String> withKeyInTheQuery() throws Exception {
        String body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]}";
        return pair.client.send(
                "POST",
                pair.proxy.uri(GENERATE + "?key=" + ProxiedPair.KEY),
                body,
                "content-type",
                "application/json",
                "x-request-id",
                "the-callers-own");
    }

    private HttpResponse<String> session() throws Exception {
        return pair.client.send("POST", pair.proxy.uri("/api/v1/session"), null);
    }

    private String line(String id) {
        try {
            return pair.proxy
                    .log()
                    .lines()
                    .filter(l -> l.contains(id))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
