package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.Tier;
import dev.sluice.model.UpstreamConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String SMALL = """
            upstreams:
              a: {base_url: "http://127.0.0.1:1/v1"}
            routes:
              - {model: "*", upstream: a}
            """;

    @TempDir
    Path directory;

    @Test
    void theEmbeddedDefaultIsValidAndSaysWhatTheDesignSays() {
        Config c = valid(ConfigLoader.loadDefault(Map.of())).config();
        assertEquals("127.0.0.1", c.listen().host());
        assertEquals(8080, c.listen().port());
        assertEquals(9090, c.management().port());
        assertEquals(1 << 20, c.listen().maxBodyBytes());
        assertTrue(c.sessions().anonymous());
        assertTrue(c.simulator().enabled());
        assertFalse(c.auth().configured());
        assertNull(c.auth().jwt());
        assertEquals(List.of("simulator", "provider"), List.copyOf(c.upstreams().keySet()));
        assertTrue(c.upstreams().get("simulator").simulated());
        assertTrue(c.upstreams().get("provider").simulated());
        assertEquals("provider-*", c.routes().get(c.routes().size() - 1).model());
        assertEquals(0.03, c.prices().get("sluice-1").cachedInput());
    }

    @Test
    void aProviderOfOnesOwnNeedsNoFileOfOnesOwn() {
        Config c = valid(ConfigLoader.loadDefault(Map.of(
                        "BASE_URL", "https://api.example.com/v1",
                        "HOLYSHEEP_API_KEY", "one,two",
                        "MAX_CONCURRENT_REQUESTS", "7",
                        "REQUEST_TIMEOUT", "90s",
                        "UPSTREAM_RETRY_LIMIT", "4",
                        "CACHE_TTL", "5m",
                        "PROVIDER_MODELS", "*")))
                .config();
        UpstreamConfig provider = c.upstreams().get("provider");
        assertFalse(provider.simulated());
        assertEquals(List.of("one", "two"), provider.apiKeys());
        assertEquals(7, provider.permits());
        assertEquals(Duration.ofSeconds(90), provider.timeouts().total());
        assertEquals(4, provider.policy().retry().limit());
        assertEquals(Duration.ofMinutes(5), c.sharing().cacheTtl());
        assertEquals("*", c.routes().get(c.routes().size() - 1).model());
    }

    @Test
    void whatIsNotWrittenHasTheValuesOfTheEmbeddedDefault() {
        Config written = valid(ConfigLoader.loadDefault(Map.of())).config();
        Config silent = valid(parse(SMALL)).config();
        assertEquals(written.management(), silent.management());
        assertEquals(written.channel(), silent.channel());
        assertEquals(written.streams(), silent.streams());
        assertEquals(written.auth(), silent.auth());
        assertEquals(written.sessions().ttl(), silent.sessions().ttl());
        assertEquals(
                written.upstreams().get("simulator").timeouts(),
                silent.upstreams().get("a").timeouts());
        assertFalse(silent.sessions().anonymous(), "strangers are let in only where that is written");
        assertFalse(silent.simulator().enabled());
    }

    @Test
    void theEnvironmentSetsWhatTheDefaultNames() {
        Map<String, String> env = Map.of(
                "SLUICE_PORT", "0",
                "SLUICE_HOST", "",
                "SLUICE_HEARTBEAT", "250ms",
                "SLUICE_CORS_ORIGINS", "https://a.example, https://b.example:8443",
                "SLUICE_JWT_SECRET", "0123456789abcdef0123456789abcdef",
                "SLUICE_SIMULATOR_PORT", "0");
        Config c = valid(ConfigLoader.loadDefault(env)).config();
        assertEquals(0, c.listen().port());
        assertEquals("127.0.0.1", c.listen().host());
        assertEquals(Duration.ofMillis(250), c.channel().heartbeat());
        assertEquals(
                List.of("https://a.example", "https://b.example:8443"),
                c.listen().corsOrigins());
        assertEquals("sub", c.auth().jwt().userClaim());
    }

    @Test
    void theProductionExampleIsValidOnceItsSecretsAreSet() {
        Path file = Path.of("conf/production.example.yaml");
        Map<String, String> env = Map.of(
                "SLUICE_BACKEND_KEY_HASH", "sha256:" + "AB".repeat(32),
                "DEEPSEEK_API_KEY", "sk-real-1",
                "OPENAI_API_KEY", "sk-real-2");
        ConfigLoader.Valid valid = valid(ConfigLoader.load(file, env));
        Config c = valid.config();
        assertEquals(
                URI.create("https://api.deepseek.com/v1"),
                c.upstreams().get("deepseek").endpoints().get(0).url());
        assertEquals("deepseek-chat", c.routes().get(0).as());
        assertEquals("sha256:" + "ab".repeat(32), c.auth().apiKeys().get(0).hash());
        assertEquals(Tier.ENTERPRISE, c.auth().apiKeys().get(0).principal().tier());
        assertEquals(Set.of("publish"), c.auth().apiKeys().get(0).principal().scopes());
        assertEquals("org", c.auth().jwt().tenantClaim());

        List<String> missing = faults(ConfigLoader.load(file, Map.of()));
        assertEquals(3, missing.size(), missing::toString);
    }

    @Test
    void theEffectiveConfigShowsAllValuesButNoSecret() {
        String yaml = SMALL.replace("}\nroutes", ", api_key: sk-very-secret}\nroutes")
                + "auth: {jwt: {secret: abcdefghijklmnopqrstuvwxyz-very-secret}, api_keys: [{hash: 'sha256:"
                + "5ec4e700".repeat(8) + "', user: u}]}\n";
        String text = valid(parse(yaml)).effective().text();
        assertTrue(text.contains("channel.heartbeat = 15s"), text);
        assertTrue(text.contains("upstreams.a.base_url = http://127.0.0.1:1/v1"), text);
        assertTrue(text.contains("upstreams.a.api_key = ********"), text);
        assertTrue(text.contains("auth.jwt.secret = ********"), text);
        assertTrue(text.contains("streams.node_bytes = 256MiB"), text);
        assertFalse(text.contains("secret-") || text.contains("very-secret") || text.contains("5ec4e700"), text);
    }

    @Test
    void anchorsWork() {
        String yaml = SMALL + "sessions: &s {ttl: 1h}\n";
        assertEquals(Duration.ofHours(1), valid(parse(yaml)).config().sessions().ttl());
        String shared = "upstreams: {a: &u {base_url: 'http://h/v1'}, b: *u}\nroutes: [{model: x, upstream: b}]\n";
        assertEquals(
                URI.create("http://h/v1"),
                valid(parse(shared))
                        .config()
                        .upstreams()
                        .get("b")
                        .endpoints()
                        .get(0)
                        .url());
    }

    @Test
    void whatIsNoYamlIsOneFaultWithItsLine() throws IOException {
        assertEquals(1, faults(parse("listen:\n  port: [1\nx: y")).size());
        assertTrue(faults(parse("a: b\n\tc: d")).get(0).contains("(line 2)"));
        assertTrue(faults(parse("- a\n- b")).get(0).contains("got a list"));
        assertTrue(faults(parse("a: *nowhere")).get(0).startsWith("test.yaml: "));
        assertEquals(1, faults(parse("a: &a [*a]\n" + SMALL)).size());
        assertEquals(1, faults(parse("--- {}\n--- {}\n")).size());
        Path binary = directory.resolve("b.yaml");
        Files.write(binary, new byte[] {'a', ':', (byte) 0xff});
        assertTrue(faults(ConfigLoader.load(binary, Map.of())).get(0).contains("UTF-8"));
        assertTrue(faults(ConfigLoader.load(directory, Map.of())).get(0).contains("no file to read"));
        assertTrue(faults(ConfigLoader.load(directory.resolve("none"), Map.of()))
                .get(0)
                .contains("NoSuchFile"));
    }

    @Test
    void anEmptyFileLacksUpstreamsAndRoutes() {
        assertEquals(2, faults(parse("")).size());
        assertEquals(2, faults(parse("# nothing\n")).size());
    }

    static ConfigLoader.Result parse(String yaml) {
        return ConfigLoader.parse("test.yaml", yaml, Path.of(""), Map.of());
    }

    static ConfigLoader.Valid valid(ConfigLoader.Result result) {
        return assertInstanceOf(ConfigLoader.Valid.class, result, result::toString);
    }

    static List<String> faults(ConfigLoader.Result result) {
        ConfigLoader.Faulty faulty = assertInstanceOf(ConfigLoader.Faulty.class, result, result::toString);
        return faulty.faults().stream().map(Fault::toString).toList();
    }
}
