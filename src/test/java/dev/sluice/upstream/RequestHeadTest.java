package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.dialect.OpenAiSpeech;
import dev.sluice.model.Provenance;
import dev.sluice.model.Time;
import dev.sluice.upstream.endpoint.KeyRing;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out in a request's head, and what must not. */
final class RequestHeadTest {
    private static final KeyRing.Key KEY = new KeyRing(List.of("sk-ours"), Time.SYSTEM).pick(Set.of());

    private static MultiMap head(MultiMap given, Provenance from, KeyRing.Key key) {
        Map<String, String> credential = new OpenAiSpeech().fields(key == null ? null : key.secret());
        UpstreamRequest request = new UpstreamRequest("/x", given, Buffer.buffer(), "m", from, null);
        return RequestHead.of(request, "text/event-stream", credential, Map.of("dialect-version", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Host",
                "Content-Length",
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "x-api-key",
                "X-Goog-Api-Key",
                "X-Goog-User-Project",
                "OpenAI-Organization",
                "OpenAI-Project",
                "X-Forwarded-For",
                "X-Real-IP",
                "traceparent"
            })
    void neitherCredentialsNorFieldsOfAConnectionTravel(String name) {
        MultiMap given = HttpHeaders.headers().add(name, "theirs").add("openai-beta", "kept");
        MultiMap head = head(given, Provenance.NONE, null);
        assertFalse(head.contains(name));
        assertEquals("kept", head.get("OpenAI-Beta"));
    }

    @Test
    void whatConnectionListsIsDroppedToo() {
        MultiMap given = HttpHeaders.headers()
                .add("connection", "close, X-Hop")
                .add("x-hop", "1")
                .add("x-hops", "2");
        MultiMap head = head(given, Provenance.NONE, null);
        assertFalse(head.contains("x-hop"));
        assertEquals("2", head.get("x-hops"));
    }

    @Test
    void whatTheDialectInsistsOnIsThereOnceAndTheRequestsOwnComesFirst() {
        assertEquals(
                List.of("1"), head(HttpHeaders.headers(), Provenance.NONE, KEY).getAll("dialect-version"));
        MultiMap given = HttpHeaders.headers()
                .add("Dialect-Version", "2")
                .add("two", "a")
                .add("two", "b");
        MultiMap head = head(given, Provenance.NONE, KEY);
        assertEquals(List.of("2"), head.getAll("dialect-version"));
        assertEquals(List.of("a", "b"), head.getAll("two"));
    }

    @Test
    void ourOwnKeyIsTheOnlyCredential() {
        MultiMap given = HttpHeaders.headers().add("authorization", "Bearer theirs");
        assertEquals(
                List.of("Bearer sk-ours"), head(given, Provenance.NONE, KEY).getAll("authorization"));
    }

    @Test
    void theProviderHearsByWhichWayTheRequestCame() {
        Provenance from = new Provenance(
                "/v1/chat/completions",
                "203.0.113.9, 10.0.0.1",
                "203.0.113.9",
                "https",
                "chat.example.com",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "a=b",
                null);
        MultiMap head = head(HttpHeaders.headers().add("x-forwarded-for", "6.6.6.6"), from, KEY);
        assertEquals(List.of("203.0.113.9, 10.0.0.1"), head.getAll("x-forwarded-for"));
        assertEquals("203.0.113.9", head.get("x-real-ip"));
        assertEquals("https", head.get("x-forwarded-proto"));
        assertEquals("chat.example.com", head.get("x-forwarded-host"));
        assertEquals("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", head.get("traceparent"));
        assertEquals("a=b", head.get("tracestate"));
    }
}
