package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossChecksTest {
    private static final String ROUTED = """
            upstreams: {a: {base_url: "https://h/v1"}}
            routes: [{model: "*", upstream: a}]
            """;
    private static final String KEY = "[{user: u, hash: 'sha256:" + "0".repeat(64) + "'}]";

    @TempDir
    Path directory;

    @Test
    void anOpenAddressNeedsCredentialsOrToBeAskedForByName() {
        one("listen: {host: 0.0.0.0}\n", "listen.host: got \"0.0.0.0\" without credentials under auth");
        one("listen: {host: '::'}\n", "allow_unauthenticated: true (line 3)");
        none("listen: {host: 0.0.0.0, allow_unauthenticated: true}\n");
        none("listen: {host: 0.0.0.0}\nauth: {api_keys: " + KEY + "}\n");
        none("listen: {host: 0.0.0.0}\nauth: {jwt: {jwks_url: 'https://i/k'}}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.3", "localhost", "::1", "0:0:0:0:0:0:0:1", "[::1]"})
    void aLoopbackAddressIsNotOpen(String host) {
        none("listen: {host: '" + host + "'}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "127.0.0.1.example.com",
                "localhost.example.com",
                "1::1",
                "128.0.0.1"
            })
    void anythingElseIsOpen(String host) {
        assertFalse(CrossChecks.loopback(host));
    }

    @Test
    void aJwtHasExactlyOneKey() {
        String secret = "secret: 0123456789abcdef0123456789abcdef";
        one("auth: {jwt: {" + secret + ", jwks_url: 'https://i/k'}}\n", "auth.jwt: got 2 keys, expected exactly one");
        one("auth: {jwt: {issuer: i}}\n", "auth.jwt: got no key, expected exactly one");
        one("auth: {jwt: {user_claim: uid}}\n", "auth.jwt: got no key");
        none("auth: {jwt: {" + secret + "}}\n");
        none("auth: {jwt: {secret: '', jwks_url: '${URL:}'}}\n");
        none("auth: {jwt: {}}\n");
        none("auth: {jwt: null}\n");
        none("auth:\n");
    }

    @Test
    void aJwtFileHoldsAPublicKey() throws IOException {
        Files.writeString(
                directory.resolve("private.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        one("auth: {jwt: {public_key: private.pem}}\n", "expected a PEM file with a PUBLIC KEY or CERTIFICATE");
        one(
                "auth: {jwt: {public_key: none.pem}}\n",
                "auth.jwt.public_key: got \"none.pem\", expected a file that can be read");
    }

    @Test
    void twoApiKeysAreTwo() {
        String twice = KEY.replace("]", ", " + KEY.substring(1));
        one("auth: {api_keys: " + twice + "}\n", "auth.api_keys[1].hash: got a hash that an earlier key has too");
    }

    @Test
    void tlsNeedsBothFiles() throws IOException {
        Files.writeString(directory.resolve("c.pem"), "c");
        one("listen: {tls_cert: c.pem}\n", "listen.tls_key: got nothing, expected the key that belongs to tls_cert");
        one("listen: {tls_key: c.pem}\n", "listen.tls_cert: got nothing, expected the certificate");
        one(
                "listen: {tls_cert: c.pem, tls_key: d.pem}\n",
                "listen.tls_key: got \"d.pem\", expected a file that can be read");
    }

    @Test
    void thePortsDiffer() {
        one("listen: {port: 9090}\n", "management.port: got 9090, expected another port than listen.port");
        none("listen: {port: 0}\nmanagement: {port: 0}\n");
    }

    @Test
    void anUpstreamWithoutUrlNeedsTheSimulator() {
        String yaml = "upstreams: {a: {}}\nroutes: [{model: x, upstream: a}]\n";
        assertTrue(faults(yaml).get(0).startsWith("upstreams.a.base_url: got nothing"));
        assertEquals(List.of(), faults(yaml + "simulator: {enabled: true}\n"));
    }

    @Test
    void aLogFitsIntoItsNode() {
        one(
                "streams: {max_bytes: 8MiB, node_bytes: 4MiB}\n",
                "streams.max_bytes: got 8MiB, expected at most node_bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.com/v1",
                "ws://h/v1",
                "http:///v1",
                "https://h/v1?key=1",
                "https://h/v1#x",
                "https://u@h/",
                "a b"
            })
    void aBaseUrlIsAPlainWebAddress(String url) {
        String yaml = "upstreams: {a: {base_url: '" + url + "'}}\nroutes: [{model: x, upstream: a}]\n";
        List<String> faults = faults(yaml);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).startsWith("upstreams.a.base_url: got "), faults::toString);
    }

    private void one(String yaml, String part) {
        List<String> faults = faults(ROUTED + yaml);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(part), faults::toString);
    }

    private void none(String yaml) {
        assertEquals(List.of(), faults(ROUTED + yaml));
    }

    private List<String> faults(String yaml) {
        ConfigLoader.Result result = ConfigLoader.parse("test.yaml", yaml, directory, Map.of());
        return result instanceof ConfigLoader.Faulty ? ConfigLoaderTest.faults(result) : List.of();
    }
}
