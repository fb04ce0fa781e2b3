package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static dev.sluice.upstream.ScriptedProvider.event;
import static dev.sluice.upstream.ScriptedProvider.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure.Kind;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the provider's own errors become: by status, and inside an answer that began well. */
final class RefusalTest extends UpstreamTestBase {
    private static final String JSON = "content-type: application/json\r\n";
    private static final String HTML = "content-type: text/html\r\n";
    private final Told told = new Told();

    private static String error(String message, String type, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":\"model\",\"code\":\""
                + code + "\"}}";
    }

    private void answer(String response) throws Exception {
        provider((socket, request) -> socket.write(response));
    }

    private void stream(String... body) throws Exception {
        provider((socket, request) -> {
            Buffer all = Buffer.buffer(STREAM_HEAD);
            for (String piece : body) all.appendBuffer(chunk(piece));
            socket.write(all);
        });
        stream(told);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID, upstream_rejected",
        "404, NOT_FOUND, upstream_rejected",
        "409, CONFLICT, upstream_rejected",
        "413, TOO_LARGE, upstream_rejected",
        "422, UNPROCESSABLE, upstream_rejected",
        "429, RATE_LIMITED, upstream_rate_limited",
        "500, UPSTREAM, upstream_error",
        "502, UPSTREAM, upstream_error",
        "503, OVERLOADED, upstream_overloaded",
        "529, OVERLOADED, upstream_overloaded",
        "302, UPSTREAM, upstream_error",
        "418, UPSTREAM, upstream_error"
    })
    void keepsTheClassAndTheProvidersWords(int status, Kind kind, String code) throws Exception {
        answer(whole(status, JSON, error("No such thing", "some_error", "thing_missing")));
        stream(told);
        assertEquals(List.of(code), told.all());
        assertEquals(kind, told.failure().kind());
        assertEquals("No such thing", told.failure().message());
        assertEquals("model", told.failure().field());
        assertEquals(status, told.rejection().status());
        assertEquals("thing_missing", told.rejection().error().code());
        assertEquals(List.of("began", code), observed);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_request_error, invalid_api_key",
        "402, x, y",
        "403, x, y",
        "429, insufficient_quota, insufficient_quota",
        "400, invalid_request_error, invalid_api_key"
    })
    void keepsSilentAboutOurCredential(int status, String type, String code) throws Exception {
        answer(whole(status, JSON, error("Incorrect API key provided: sk-secr*****", type, code)));
        stream(told);
        assertEquals(List.of("upstream_credential"), told.all());
        assertEquals(Kind.UPSTREAM, told.failure().kind());
        assertFalse(told.failure().message().contains("sk-"), told.failure().message());
        assertNull(told.rejection().error());
        assertEquals(status, told.rejection().status());
    }

    @Test
    void keepsSilentAboutAnyErrorThatQuotesOurKey() throws Exception {
        answer(whole(400, JSON, error("The key " + KEY + " may not do that", "x", "y")));
        stream(told);
        assertEquals(List.of("upstream_credential"), told.all());
        assertFalse(told.cause.getMessage().contains(KEY));
    }

    @ParameterizedTest
    @CsvSource({"400, upstream_error", "404, upstream_error", "502, upstream_error", "503, upstream_overloaded"})
    void takesAPageForAFaultOfTheWay(int status, String code) throws Exception {
        answer(whole(status, HTML, "<html><body>Bad gateway</body></html>"));
        stream(told);
        assertEquals(List.of(code), told.all());
        assertNull(told.rejection().error());
        assertFalse(told.failure().message().contains("<"));
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after: 7, 7000",
        "retry-after: 0.5, 500",
        "retry-after-ms: 1500, 1500",
        "retry-after: soon, -1",
        "x-none: 1, -1"
    })
    void tellsWhenToAskAgain(String header, long millis) throws Exception {
        answer(whole(429, JSON + header + "\r\n", error("Slow down", "rate_limit_error", "rate_limit_exceeded")));
        stream(told);
        assertEquals(List.of("upstream_rate_limited"), told.all());
        assertEquals(
                millis < 0 ? null : Duration.ofMillis(millis), told.failure().retryAfter());
    }

    @Test
    void readsAnErrorInsideA200ThatIsNoStream() throws Exception {
        answer(whole(200, JSON, error("Context too long", "invalid_request_error", "context_length_exceeded")));
        stream(told);
        assertEquals(List.of("upstream_rejected"), told.all());
        assertEquals(Kind.INVALID, told.failure().kind());
        assertEquals(200, told.rejection().status());
    }

    @ParameterizedTest
    @CsvSource({"application/json, {\"id\":1}", "text/html, <html></html>", "text/plain, data: x", "'', data: x"})
    void refusesA200ThatIsNeitherStreamNorError(String type, String body) throws Exception {
        answer(whole(200, type.isEmpty() ? "" : "content-type: " + type + "\r\n", body));
        stream(told);
        assertEquals(List.of("upstream_malformed"), told.all());
    }

    @Test
    void refusesACompressedStream() throws Exception {
        answer(STREAM_HEAD.replace("x-request-id: req_7", "content-encoding: gzip"));
        stream(told);
        assertEquals(List.of("upstream_malformed"), told.all());
        provider.awaitClosed();
    }

    @Test
    void anErrorAsTheFirstEventIsNotOpened() throws Exception {
        stream(event(error("Overloaded", "overloaded_error", "overloaded")), DONE);
        assertEquals(List.of("upstream_overloaded"), told.all());
        assertEquals(Kind.OVERLOADED, told.failure().kind());
        provider.awaitClosed();
    }

    @Test
    void anEventNamedErrorIsOneWhateverItSays() throws Exception {
        stream("event: error\ndata: out of luck\n\n");
        assertEquals(List.of("upstream_error"), told.all());
        assertNull(told.rejection().error());
    }

    @Test
    void anErrorLaterEndsTheStream() throws Exception {
        stream(delta("x"), event("{\"error\":{\"message\":\"Provider broke\",\"code\":502}}"), delta("y"));
        assertEquals(List.of("opened", "chunk", "upstream_error"), told.all());
        assertEquals("Provider broke", told.failure().message());
        assertEquals(200, told.rejection().status());
        assertTrue(told.silent());
        provider.awaitClosed();
    }

    @Test
    void aRateLimitInsideAStreamIsARateLimit() throws Exception {
        stream(event(error("Slow down", "rate_limit_error", "x")));
        assertEquals(List.of("upstream_rate_limited"), told.all());
    }

    @Test
    void aRefusalReadToItsEndLeavesTheConnectionUsable() throws Exception {
        answer(whole(500, JSON, error("Broken", "server_error", "x")));
        for (int i = 0; i < 5; i++) {
            Told each = new Told();
            stream(each);
            each.all();
        }
        assertEquals(1, provider.connections.get());
    }

    @Test
    void aRefusalWithAnEndlessBodyIsCutShort() throws Exception {
        answer(whole(500, "content-type: text/plain\r\n", "x".repeat(1_000_000)));
        stream(told);
        assertEquals(List.of("upstream_error"), told.all());
        provider.awaitClosed();
    }

    @Test
    void aRefusalWhoseBodyHangsIsStillTheRefusal() throws Exception {
        firstEvent = Duration.ofMillis(50);
        answer("HTTP/1.1 429 X\r\nretry-after: 3\r\ncontent-length: 100\r\n\r\n{");
        stream(told);
        assertEquals(List.of("upstream_rate_limited"), told.all());
        assertEquals(Duration.ofSeconds(3), told.failure().retryAfter());
        provider.awaitClosed();
    }
}
