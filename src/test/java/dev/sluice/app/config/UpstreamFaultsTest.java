package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.Config.Fallback;
import dev.sluice.model.Tier;
import dev.sluice.model.UpstreamConfig;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Balance;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints, keys, checks, retries and routes: what is read, and how each mistake is named. */
class UpstreamFaultsTest {
    private static final String ROUTES = "routes: [{model: x, upstream: a}]\n";

    @TempDir
    Path directory;

    private ConfigLoader.Result parse(String yaml) {
        return ConfigLoader.parse("test.yaml", yaml, directory, Map.of("KEYS", "sk-1, sk-2"));
    }

    private UpstreamConfig upstream(String yaml) {
        ConfigLoader.Valid valid = ConfigLoaderTest.valid(parse("upstreams: {a: {" + yaml + "}}\n" + ROUTES));
        return valid.config().upstreams().get("a");
    }

    @Test
    void whatIsNotWrittenIsTheDefault() {
        UpstreamConfig a = upstream("base_url: 'http://h/v1'");
        assertEquals(UpstreamPolicy.DEFAULT, a.policy());
        assertEquals(List.of(new EndpointConfig(URI.create("http://h/v1"), 1, false)), a.endpoints());
        assertEquals(List.of(), a.apiKeys());
    }

    @Test
    void theEmbeddedDefaultWritesTheDefaults() {
        Config c = ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of())).config();
        assertEquals(UpstreamPolicy.DEFAULT, c.upstreams().get("simulator").policy());
        assertEquals(List.of(), c.listen().trustedProxies());
        Config tuned = ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of("UPSTREAM_RETRY_LIMIT", "7")))
                .config();
        assertEquals(7, tuned.upstreams().get("simulator").policy().retry().limit());
    }

    @Test
    void everythingCanBeWritten() {
        UpstreamConfig a = upstream("""
                endpoints: [{url: 'http://h:1/v1', weight: 3}, 'http://h:2/v1', {url: 'http://h:3/v1', backup: true}],
                balance: random-2, slow_start: 1s, key_rest: 2m, api_keys: '${KEYS}',
                retry: {limit: 5, backoff: 10ms, backoff_max: 1s, retry_after_max: 0s, budget_percent: 50, budget_min: 9},
                health: {path: /health, expect: [200, 429], interval: 9s, fast_interval: 2s, rise: 4, fall: 5, timeout: 1s},
                ejection: {failures: 0, percent: 10, min_calls: 7, window: 1m, time: 10s, time_max: 10s},
                connections: {max: 8, idle: 4s, lifetime: 0s}
                """);
        assertEquals(
                List.of(
                        new EndpointConfig(URI.create("http://h:1/v1"), 3, false),
                        new EndpointConfig(URI.create("http://h:2/v1"), 1, false),
                        new EndpointConfig(URI.create("http://h:3/v1"), 1, true)),
                a.endpoints());
        assertEquals(List.of("sk-1", "sk-2"), a.apiKeys());
        UpstreamPolicy p = a.policy();
        assertEquals(Balance.RANDOM_2, p.balance());
        assertEquals(Duration.ofMinutes(2), p.keyRest());
        assertEquals(5, p.retry().limit());
        assertEquals(Set.of(200, 429), p.health().expect());
        assertEquals(5, p.health().fall());
        assertEquals(7, p.ejection().minCalls());
        assertEquals(8, p.connections().max());
        assertFalse(a.toString().contains("sk-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoints: [{weight: 1}]                              | endpoints[0].url: got nothing",
                "endpoints: ['ftp://h']                                | endpoints[0].url: got \"ftp://h\"",
                "endpoints: ['http://h', 'http://h/']                  | endpoints[1].url: got \"http://h/\" again",
                "endpoints: [{url: 'http://h', weight: 257}]           | endpoints[0].weight: got \"257\"",
                "endpoints: [{url: 'http://h', wieght: 2}]             | did you mean weight?",
                "endpoints: [{url: 'http://h', weight: 0}]             | endpoints: got none that takes calls",
                "endpoints: [{url: 'http://h', backup: true}]          | one with a weight above 0 that is no backup",
                "base_url: 'http://h', endpoints: ['http://i']         | endpoints: got base_url as well",
                "endpoints: 7                                          | endpoints: got a single value, expected a list",
                "base_url: 'http://h', api_key: k, api_keys: [l]       | api_keys: got api_key as well",
                "base_url: 'http://h', balance: rondrobin              | did you mean roundrobin?",
                "base_url: 'http://h', slow_start: soon                | slow_start: got \"soon\"",
                "base_url: 'http://h', key_rest: 0s                    | key_rest: got \"0s\"",
                "base_url: 'http://h', ca_cert: none.pem               | ca_cert: got \"none.pem\", expected a file that can be read",
                "base_url: 'http://h', retry: {limit: -1}              | retry.limit: got \"-1\"",
                "base_url: 'http://h', retry: {backoff: 3s}            | retry.backoff: got 3s, expected at most backoff_max",
                "base_url: 'http://h', retry: {budget_percent: 101}    | retry.budget_percent: got \"101\"",
                "base_url: 'http://h', retry: {times: 2}               | retry.times: got an unknown key",
                "base_url: 'http://h', health: {path: health}          | health.path: got \"health\", expected a path from the root",
                "base_url: 'http://h', health: {expect: [200, ok]}     | health.expect: got \"ok\", expected HTTP statuses",
                "base_url: 'http://h', health: {fast_interval: 4s}     | health.fast_interval: got 4s, expected at most interval",
                "base_url: 'http://h', health: {rise: 0}               | health.rise: got \"0\"",
                "base_url: 'http://h', ejection: {percent: 200}        | ejection.percent: got \"200\"",
                "base_url: 'http://h', ejection: {time: 6m}            | ejection.time: got 6m, expected at most time_max",
                "base_url: 'http://h', connections: {idle: 0s}         | connections.idle: got \"0s\"",
                "base_url: 'http://h', connections: {maxx: 1}          | did you mean max?"
            })
    void aMistakeInAnUpstreamIsNamed(String yaml, String fault) {
        one("upstreams: {a: {" + yaml + "}}\n" + ROUTES, fault);
    }

    @Test
    void anAuthorityIsACertificate() throws Exception {
        Files.writeString(
                directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        one(
                "upstreams: {a: {base_url: 'https://h', ca_cert: key.pem}}\n" + ROUTES,
                "expected a PEM file with a CERTIFICATE");
    }

    @Test
    void keysAreNeverShown() {
        String yaml = "upstreams: {a: {base_url: 'http://h', api_keys: [sk-very, sk-secret]}}\n" + ROUTES;
        String text = ConfigLoaderTest.valid(parse(yaml)).effective().text();
        assertTrue(text.contains("upstreams.a.api_keys = 2 x ********"), text);
        assertFalse(text.contains("sk-"), text);
    }

    @Test
    void aRouteSaysPathTiersAndFallbacks() {
        String yaml = """
                upstreams: {a: {base_url: 'http://h'}, b: {base_url: 'http://i'}}
                routes:
                  - default: true
                    upstream: b
                  - model: x
                    upstream: a
                    path: /v1/*
                    tiers: [pro, enterprise]
                    fallbacks: [b, {upstream: a, as: y}]
                  - {model: x, upstream: b}
                """;
        List<Config.Route> routes = ConfigLoaderTest.valid(parse(yaml)).config().routes();
        assertTrue(routes.get(0).last());
        assertEquals("*", routes.get(0).model());
        assertEquals(Set.of(Tier.PRO, Tier.ENTERPRISE), routes.get(1).tiers());
        assertEquals(
                List.of(new Fallback("b", null), new Fallback("a", "y")),
                routes.get(1).fallbacks());
        assertEquals("/v1/*", routes.get(1).path());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{model: x, upstream: a, tiers: [gold]}                 | routes[0].tiers: got \"gold\"",
                "{model: x, upstream: a, path: v1}                      | routes[0].path: got \"v1\"",
                "{model: x, upstream: a, fallbacks: [bb]}               | routes[0].fallbacks[0].upstream: got \"bb\"",
                "{model: x, upstream: a, fallbacks: [a]}                | routes[0].fallbacks[0].upstream: got \"a\" again",
                "{model: x, upstream: a, fallbacks: [{as: y}]}          | routes[0].fallbacks[0].upstream: got nothing",
                "{model: x, upstream: a, fallbacks: b}                  | routes[0].fallbacks: got a single value",
                "{model: x, upstream: a, default: true}                 | routes[0].default: got true beside model",
                "{default: true, upstream: a, tiers: [pro]}             | routes[0].default: got true beside model",
                "{default: true, upstream: a}, {default: true, upstream: b} | routes[1].default: got a second default",
                "{model: x, upstream: a}, {model: x, upstream: b, tiers: [pro]} | routes[1].model: got \"x\" again",
                "{model: x, upstream: a, tiers: [pro]}, {model: x, upstream: b, tiers: [pro]} | routes[1].model: got \"x\" again"
            })
    void aMistakeInARouteIsNamed(String routes, String fault) {
        String upstreams = "upstreams: {a: {base_url: 'http://h'}, b: {base_url: 'http://i'}}\n";
        one(upstreams + "routes: [" + routes + "]\n", fault);
    }

    @Test
    void aTrustedProxyIsAnAddressOrARange() {
        one(
                "upstreams: {a: {base_url: 'http://h'}}\n" + ROUTES
                        + "listen: {trusted_proxies: [10.0.0.0/8, proxy.internal]}\n",
                "listen.trusted_proxies: got \"proxy.internal\", expected an address or a CIDR range");
    }

    private void one(String yaml, String part) {
        List<String> faults = ConfigLoaderTest.faults(parse(yaml));
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(part), faults::toString);
    }
}
