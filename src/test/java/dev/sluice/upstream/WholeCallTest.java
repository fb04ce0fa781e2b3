package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Answers that come whole. */
final class WholeCallTest extends UpstreamTestBase {
    private static final String JSON = "content-type: application/json\r\n";

    private void answer(String response) throws Exception {
        provider((socket, request) -> socket.write(response));
    }

    private JsonAnswer get() throws Exception {
        return onLoop(() -> upstream.json(request()))
                .answer()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private FailureException failure() throws Exception {
        try {
            throw new AssertionError("answered: " + get());
        } catch (ExecutionException e) {
            return assertInstanceOf(FailureException.class, e.getCause());
        }
    }

    @Test
    void passesTheBodyOnAsItCame() throws Exception {
        String body = "{ \"id\" : \"c1\",\n \"choices\":[] }";
        answer(whole(200, JSON + "x-request-id: r1\r\nset-cookie: a=b\r\n", body));
        JsonAnswer answer = get();
        assertEquals(200, answer.status());
        assertEquals(body, answer.body().toString());
        assertEquals("r1", answer.headers().get("x-request-id"));
        assertNull(answer.headers().get("set-cookie"));
        get();
        assertEquals(1, provider.connections.get());
    }

    @Test
    void joinsABodyThatComesInPieces() throws Exception {
        String body = "{\"text\":\"" + "x".repeat(3_000_000) + "\"}";
        answer(whole(200, JSON, body));
        assertEquals(Buffer.buffer(body), get().body());
    }

    @Test
    void mapsARefusal() throws Exception {
        answer(whole(429, JSON + "retry-after: 2\r\n", "{\"error\":{\"message\":\"Slow\",\"type\":\"t\"}}"));
        FailureException failure = failure();
        assertEquals(Kind.RATE_LIMITED, failure.failure().kind());
        assertEquals(Duration.ofSeconds(2), failure.failure().retryAfter());
        assertEquals(
                429, assertInstanceOf(UpstreamRejectedException.class, failure).status());
    }

    @Test
    void findsTheErrorBehindA200() throws Exception {
        answer(whole(200, JSON, "{\"error\":{\"message\":\"No provider\",\"code\":503}}"));
        assertEquals("upstream_overloaded", failure().failure().code());
    }

    @Test
    void refusesWhatIsNotJson() throws Exception {
        answer(whole(200, "content-type: text/html\r\n", "<html></html>"));
        assertEquals("upstream_malformed", failure().failure().code());
    }

    @Test
    void refusesNothing() throws Exception {
        answer(whole(200, JSON, ""));
        assertEquals("upstream_malformed", failure().failure().code());
    }

    @Test
    void refusesAnAnswerThatIsTooLong() throws Exception {
        provider((socket, request) -> {
            socket.write("HTTP/1.1 200 OK\r\n" + JSON + "content-length: 99999999\r\n\r\n");
            Buffer megabyte = Buffer.buffer(new byte[1024 * 1024]);
            for (int i = 0; i < 40; i++) socket.write(megabyte);
        });
        assertEquals("upstream_answer_too_large", failure().failure().code());
        provider.awaitClosed();
    }

    @Test
    void breaksOffWithTheConnection() throws Exception {
        provider((socket, request) -> socket.write("HTTP/1.1 200 OK\r\n" + JSON + "content-length: 100\r\n\r\n{")
                .onComplete(written -> socket.close()));
        assertEquals("upstream_reset", failure().failure().code());
    }

    @Test
    void waitsForTheHeadOnlySoLong() throws Exception {
        firstEvent = Duration.ofMillis(80);
        provider((socket, request) -> {});
        assertEquals("upstream_first_event_timeout", failure().failure().code());
        provider.awaitClosed();
    }

    @Test
    void waitsForTheRestOnlySoLong() throws Exception {
        idle = Duration.ofMillis(80);
        provider((socket, request) -> socket.write("HTTP/1.1 200 OK\r\n" + JSON + "content-length: 100\r\n\r\n{"));
        assertEquals("upstream_idle_timeout", failure().failure().code());
        provider.awaitClosed();
    }

    @Test
    void stillTellsARefusalWhoseBodyHangs() throws Exception {
        firstEvent = Duration.ofMillis(80);
        provider((socket, request) -> socket.write("HTTP/1.1 500 X\r\ncontent-length: 100\r\n\r\n{"));
        assertEquals("upstream_error", failure().failure().code());
    }
}
