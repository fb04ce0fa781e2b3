package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever callers make up, none of it becomes a label, nor one series more. */
final class HostileLabelsIT {
    private static final String WORD = "hostile";
    private static final String KEY = "sk-publisher";
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String YAML =
            """
            listen: {port: 0}
            management: {port: 0}
            simulator: {enabled: true}
            sessions: {anonymous: true}
            auth:
              api_keys: [{hash: "%s", user: u, scopes: [publish]}]
              jwt: {secret: "%s"}
            limits: {enabled: true}
            upstreams: {main: {dialect: openai}}
            routes: [{model: "sim*", upstream: main}]
            feeds: {"topic-*": {read: public}}
            """.formatted(CredentialDigest.of(KEY), new String(SECRET, StandardCharsets.US_ASCII));

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(YAML);
    }

    @AfterAll
    static void end() throws Exception {
        if (node != null) node.close();
    }

    @Test
    void nothingThatCallersMakeUpBecomesALabelOrASeries() throws Exception {
        for (int i = 0; i < 3; i++) everything(i);
        Scrape before = scrape();
        for (int i = 3; i < 20; i++) everything(i);
        Scrape after = scrape();
        List<String> told = after.samples().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(WORD))
                .toList();
        assertEquals(List.of(), told);
        assertEquals(series(before), series(after), "series, before and after");
        assertTrue(after.sum("http_requests_total", "method=\"other\"") >= 20, "odd methods are counted together");
        assertTrue(after.sum("http_requests_total", "path=\"other\"") >= 20, "and so are unknown paths");
        assertTrue(after.sum("tokens_used_total", "model=\"sim*\"") > 0, "a glob's requests are told by the glob");
    }

    /** Of all but the virtual machine, which may have its first collection of garbage in between. */
    private static Set<String> series(Scrape scrape) {
        return scrape.samples().stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .filter(name -> !name.startsWith("jvm_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void everything(int i) throws Exception {
        String odd = WORD + "-" + i;
        String chat = question("sim-instant;tokens=2;seed=" + i);
        raw("POST", "/v1/chat/completions?key=" + odd, jwt(odd), chat);
        raw("POST", "/v1/chat/completions", jwt(odd), question("sim-" + odd));
        raw("POST", "/v1/chat/completions", jwt(odd), question(odd + "\\\"}\\n evil{a=\\\"b\\\"} 1"));
        raw("POST", "/v1/messages", jwt(odd), question(odd));
        raw("POST", "/v1beta/models/" + odd + ":generateContent", jwt(odd), "{\"contents\":[]}");
        raw("GET", "/v1/models/" + odd, jwt(odd), null);
        raw((WORD + i).toUpperCase(Locale.ROOT), "/v1/chat/completions", jwt(odd), null);
        raw((WORD + i).toUpperCase(Locale.ROOT), "/" + odd, null, null);
        raw("GET", "/" + odd + "/%zz", null, null);
        raw("GET", "/api/v1/streams/" + odd + "?share=" + odd, jwt(odd), null);
        raw("PUT", "/api/v1/tabs/" + odd, jwt(odd), null);
        raw("GET", "/demo/" + odd, null, null);
        raw("POST", "/api/v1/feeds/topic-" + odd + "/events", KEY, "{\"data\":\"" + odd + "\"}");
        raw("GET", "/api/v1/feeds/topic-" + odd, null, null);
        raw("POST", "/api/v1/session", jwt(odd), "{}");
    }

    private static String question(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    /** On a bare socket, since no client lets a caller say such things. Waits for the answer's end. */
    private static void raw(String method, String path, String bearer, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(20_000);
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            head.append("Connection: close\r\nContent-Type: application/json\r\nX-Request-Id: ")
                    .append(WORD);
            head.append("\r\nUser-Agent: ").append(WORD).append("\r\n");
            if (bearer != null)
                head.append("Authorization: Bearer ").append(bearer).append("\r\n");
            byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 "), method + " " + path + ": " + answer);
        }
    }

    /** Of a user and a tenant that bear that name. */
    private static String jwt(String name) throws Exception {
        JsonObject claims = new JsonObject()
                .put("sub", name)
                .put("tenant", name + "-\"tenant")
                .put("tier", "pro");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.encode().getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static Scrape scrape() throws Exception {
        return Scrape.of(URI.create("http://127.0.0.1:" + node.node().managementPort()));
    }
}
