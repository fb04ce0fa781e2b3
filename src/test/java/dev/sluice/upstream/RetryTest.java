package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.answer;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static dev.sluice.upstream.ScriptedProvider.error;
import static dev.sluice.upstream.ScriptedProvider.event;
import static dev.sluice.upstream.ScriptedProvider.role;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure.Kind;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Retry;
import dev.sluice.upstream.ScriptedProvider.Script;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures are tried again, when, and what the caller hears of it. */
final class RetryTest extends UpstreamTestBase {
    private static final Script WELL = (socket, request) -> socket.write(answer("fine"));
    private static final List<String> ANSWERED = List.of("opened", "chunk", "chunk", "chunk", "ended");
    private final Told told = new Told();

    RetryTest() {
        policy = retries(2);
    }

    private static Script refusing(int status, String headers, String code) {
        return (socket, request) -> socket.write(error(status, headers, code));
    }

    /** Each answer once, the last one for ever. */
    private static Script inTurn(Script... scripts) {
        AtomicInteger next = new AtomicInteger();
        return (socket, request) ->
                scripts[Math.min(next.getAndIncrement(), scripts.length - 1)].answer(socket, request);
    }

    private static Script pieces(String... events) {
        return (socket, request) ->
                socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(String.join("", events))));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 529, 408})
    void aServerInTroubleIsAskedAgain(int status) throws Exception {
        provider(inTurn(refusing(status, "", "broken"), WELL));
        stream(told);
        assertEquals(ANSWERED, told.all());
        assertEquals(2, provider.requests.size());
        assertEquals("ok", observed.get(observed.size() - 1));
        assertEquals(3, observed.size(), observed::toString);
    }

    @Test
    void anErrorAfterARoleAloneIsNoBeginning() throws Exception {
        String overloaded = event("{\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}");
        provider(inTurn(pieces(role(), overloaded), WELL));
        stream(told);
        assertEquals(ANSWERED, told.all(), "and nothing of the first attempt");
    }

    @Test
    void aResetBeforeContentIsTriedAgain() throws Exception {
        provider(inTurn((socket, request) -> socket.close(), WELL));
        stream(told);
        assertEquals(ANSWERED, told.all());
    }

    @Test
    void aFirstEventThatDoesNotComeIsTriedAgain() throws Exception {
        firstEvent = Duration.ofMillis(100);
        provider(inTurn((socket, request) -> {}, WELL));
        stream(told);
        assertEquals(ANSWERED, told.all());
    }

    @Test
    void nothingIsTriedAgainAfterContent() throws Exception {
        provider((socket, request) -> {
            socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(role() + delta("x"))));
            socket.close();
        });
        stream(told);
        assertEquals(List.of("opened", "chunk", "chunk", "upstream_reset"), told.all());
        assertEquals(1, provider.requests.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 422, 418, 302})
    void aRequestAtFaultIsNotTriedAgain(int status) throws Exception {
        provider(refusing(status, "", "bad"));
        stream(told);
        told.all();
        assertEquals(status, told.rejection().status());
        assertEquals(1, provider.requests.size());
    }

    @Test
    void ifAllFailTheFirstErrorIsTold() throws Exception {
        provider(inTurn(refusing(500, "", "first"), refusing(503, "", "second"), (socket, request) -> socket.close()));
        stream(told);
        assertEquals(List.of("upstream_error"), told.all());
        assertEquals("first", told.failure().message());
        assertEquals(3, provider.requests.size(), "the limit");
    }

    @Test
    void butAFaultOfTheRequestIsToldWheneverItComes() throws Exception {
        provider(inTurn(refusing(500, "", "first"), refusing(400, "", "second")));
        stream(told);
        assertEquals(List.of("upstream_rejected"), told.all());
        assertEquals("second", told.failure().message());
    }

    @Test
    void aShortRetryAfterIsHonoured() throws Exception {
        provider(inTurn(refusing(429, "retry-after-ms: 300\r\n", "slow"), WELL));
        long began = System.nanoTime();
        stream(told);
        assertEquals(ANSWERED, told.all());
        assertTrue(System.nanoTime() - began >= 300_000_000, "not before its time");
    }

    @Test
    void aLongRetryAfterIsTheCallersAffair() throws Exception {
        provider(refusing(429, "retry-after: 60\r\n", "slow"));
        stream(told);
        assertEquals(List.of("upstream_rate_limited"), told.all());
        assertEquals(Duration.ofSeconds(60), told.failure().retryAfter());
        assertEquals(1, provider.requests.size());
    }

    @Test
    void aLongRetryAfterSendsTheCallToAnotherEndpoint() throws Exception {
        providers(refusing(429, "retry-after: 60\r\n", "slow"), WELL);
        stream(told);
        assertEquals(ANSWERED, told.all());
        assertEquals(1, providers.get(0).requests.size());
    }

    @Test
    void aRetryPrefersAnotherEndpoint() throws Exception {
        providers(refusing(500, "", "a"), refusing(500, "", "b"), WELL);
        stream(told);
        assertEquals(ANSWERED, told.all());
        for (ScriptedProvider each : providers) assertEquals(1, each.requests.size());
    }

    @Test
    void anEndpointThatRefusesConnectionsCostsNeitherTimeNorARetry() throws Exception {
        policy = retries(0);
        // Bound and not listening: it refuses, and nobody else can be given the port meanwhile.
        try (SocketChannel taken = SocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            ScriptedProvider well = new ScriptedProvider(vertx, new NetServerOptions(), WELL);
            providers.add(well);
            int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
            upstream(config(URI.create("http://127.0.0.1:" + port), well.url()), null);
            for (int i = 0; i < 8; i++) {
                Told each = new Told();
                stream(each);
                assertEquals(ANSWERED, each.all());
            }
        }
    }

    @Test
    void theTotalSpansTheAttempts() throws Exception {
        total = Duration.ofMillis(400);
        firstEvent = Duration.ofMillis(250);
        provider((socket, request) -> {});
        stream(told);
        assertEquals(List.of("upstream_first_event_timeout"), told.all(), "the first, once the second met the total");
        assertEquals(2, provider.requests.size());
        assertEquals(Kind.UPSTREAM_TIMEOUT, told.failure().kind());
    }

    @Test
    void aRequestMayHaveLessTimeButNotMore() throws Exception {
        provider((socket, request) -> {});
        UpstreamRequest hasty = new UpstreamRequest(
                "/chat/completions", null, Buffer.buffer("{}"), "m", request().from(), Duration.ofMillis(100));
        onLoop(() -> upstream.stream(hasty, told));
        assertEquals(List.of("upstream_total_timeout"), told.all());
        assertEquals(1, provider.requests.size());
    }

    @Test
    void aCallThatIsCancelledWhileItWaitsIsOver() throws Exception {
        UpstreamPolicy d = UpstreamPolicy.DEFAULT;
        policy = with(
                new Retry(2, Duration.ofDays(1), Duration.ofDays(1), d.retry().retryAfterMax(), 20, 3));
        total = Duration.ofDays(3);
        provider(refusing(500, "", "broken"));
        StreamCall call = stream(told);
        while (!observed.contains("retried: upstream_error")) onLoop(() -> null);
        run(call::cancel);
        run(call::cancel);
        assertTrue(told.silent());
        assertEquals("cancelled", observed.get(observed.size() - 1));
    }

    @Test
    void withoutABudgetThereIsNoRetryAndTheCallEndsWithItsError() throws Exception {
        Retry r = policy.retry();
        policy = with(new Retry(2, r.backoff(), r.backoffMax(), r.retryAfterMax(), 0, 0));
        provider(refusing(500, "", "broken"));
        stream(told);
        assertEquals(List.of("upstream_error"), told.all());
        assertEquals(1, provider.requests.size());
    }

    @Test
    void whenNoEndpointIsUpThatIsToldAtOnce() throws Exception {
        provider(WELL);
        state.endpoints().drain(state.endpoints().views().get(0).name(), true);
        stream(told);
        assertEquals(List.of("no_endpoint_up"), told.all());
        assertEquals(Kind.OVERLOADED, told.failure().kind());
        assertTrue(told.failure().retryAfter().toMillis() > 0);
        assertEquals(0, provider.connections.get());
    }

    @Test
    void aWholeAnswerIsTriedAgainToo() throws Exception {
        String json = "{\"id\":\"x\",\"choices\":[]}";
        String hidden = ScriptedProvider.whole(
                200, "content-type: application/json\r\n", "{\"error\":{\"message\":\"x\",\"type\":\"server_error\"}}");
        provider(inTurn(
                refusing(503, "", "x"),
                (socket, request) -> socket.write(hidden),
                (socket, request) ->
                        socket.write(ScriptedProvider.whole(200, "content-type: application/json\r\n", json))));
        JsonAnswer answer = onLoop(() -> upstream.json(request()).answer())
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        assertEquals(json, answer.body().toString());
    }
}
