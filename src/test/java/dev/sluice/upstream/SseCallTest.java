package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.LAST_CHUNK;
import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static dev.sluice.upstream.ScriptedProvider.event;
import static dev.sluice.upstream.ScriptedProvider.finish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.NetServerOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams as providers really send them, good and broken. */
final class SseCallTest extends UpstreamTestBase {
    private final Told told = new Told();
    private final StreamCall[] call = {null};

    private void answer(String... body) throws Exception {
        provider((socket, request) -> {
            Buffer all = Buffer.buffer(STREAM_HEAD);
            for (String piece : body) all.appendBuffer(chunk(piece));
            socket.write(all.appendString(LAST_CHUNK));
        });
    }

    @Test
    void tellsOpenedThenChunksThenEnded() throws Exception {
        answer(delta("Hel"), delta("lo"), finish(), DONE);
        stream(told);
        assertEquals(List.of("opened", "chunk", "chunk", "chunk", "ended"), told.all());
        assertEquals("stop", told.chunks.get(2).finishReason());
        assertTrue(told.chunks.get(0).content());
        assertEquals(List.of("began", "ok"), observed);
    }

    @Test
    void sendsTheRequestWithTheUpstreamsOwnCredential() throws Exception {
        answer(delta("x"), DONE);
        onLoop(() -> upstream.stream(
                new UpstreamRequest(
                        "/chat/completions?a=b",
                        HttpHeaders.headers()
                                .add("authorization", "Bearer client")
                                .add("x-trace", "t1"),
                        Buffer.buffer("{}")),
                told));
        told.all();
        String sent = provider.requests.take().toLowerCase();
        assertTrue(sent.startsWith("post /v1/chat/completions?a=b http/1.1\r\n"), sent);
        assertTrue(sent.contains("authorization: bearer " + KEY), sent);
        assertTrue(sent.contains("accept: text/event-stream"), sent);
        assertTrue(sent.contains("content-type: application/json"), sent);
        assertTrue(sent.contains("user-agent: sluice"), sent);
        assertTrue(sent.contains("host: 127.0.0.1:" + provider.port()), sent);
        assertTrue(sent.contains("x-trace: t1"), sent);
        assertFalse(sent.contains("bearer client"), sent);
        assertFalse(sent.contains("accept-encoding"), sent);
    }

    @Test
    void sendsNoCredentialWhereNoneIsConfigured() throws Exception {
        apiKey = null;
        answer(delta("x"), DONE);
        onLoop(() -> upstream.stream(
                new UpstreamRequest(
                        "/chat/completions",
                        HttpHeaders.headers().add("Authorization", "Bearer client"),
                        Buffer.buffer("{}")),
                told));
        told.all();
        assertFalse(provider.requests.take().toLowerCase().contains("authorization"));
    }

    @Test
    void passesUsefulHeadersOnAndKeepsCookies() throws Exception {
        answer(delta("x"), DONE);
        stream(told);
        told.all();
        assertEquals("req_7", told.headers.get("x-request-id"));
        assertNull(told.headers.get("set-cookie"));
        assertNull(told.headers.get("transfer-encoding"));
    }

    @Test
    void reusesTheConnectionAfterTheTerminalMarker() throws Exception {
        answer(delta("x"), finish(), DONE);
        for (int i = 0; i < 20; i++) {
            Told each = new Told();
            stream(each);
            assertEquals("ended", each.all().get(3));
        }
        assertEquals(1, provider.connections.get());
    }

    @Test
    void ignoresWhatComesAfterTheTerminalMarker() throws Exception {
        answer(delta("x"), DONE + delta("y"), ": late\n\n" + event("{\"error\":{\"message\":\"late\"}}"));
        for (int i = 0; i < 2; i++) {
            Told each = new Told();
            stream(each);
            assertEquals(List.of("opened", "chunk", "ended"), each.all());
            assertTrue(each.silent());
        }
        assertEquals(1, provider.connections.get());
    }

    @Test
    void givesUpAConnectionThatFloodsAfterTheTerminalMarker() throws Exception {
        answer(delta("x"), DONE, "x".repeat(200_000));
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        provider.awaitClosed();
    }

    @Test
    void givesUpAConnectionWhoseResponseNeverEndsAfterTheTerminalMarker() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x") + DONE))));
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        provider.awaitClosed();
    }

    @Test
    void drainsAPausedResponseThatHasEnded() throws Exception {
        answer(delta("x"), DONE);
        Told pausing = new Told() {
            @Override
            public void chunk(ScannedChunk chunk) {
                super.chunk(chunk);
                call[0].pause();
            }
        };
        call[0] = stream(pausing);
        assertEquals("opened", pausing.next());
        assertEquals("chunk", pausing.next());
        run(call[0]::resume);
        assertEquals("ended", pausing.next());
        Told second = new Told();
        stream(second);
        second.all();
        assertEquals(1, provider.connections.get());
    }

    @Test
    void takesACleanEndForSuccessWhereAFinishReasonWasGiven() throws Exception {
        answer(delta("x"), finish());
        stream(told);
        assertEquals(List.of("opened", "chunk", "chunk", "ended"), told.all());
    }

    @Test
    void takesACleanEndWithoutAnyMarkerForAFailure() throws Exception {
        answer(delta("x"));
        stream(told);
        assertEquals(List.of("opened", "chunk", "upstream_truncated"), told.all());
        assertEquals(Kind.UPSTREAM, told.failure().kind());
        assertTrue(told.failure().retryable());
    }

    @Test
    void takesAnEmptyStreamForAFailureThatWasNeverOpened() throws Exception {
        answer(": nothing\n\n");
        stream(told);
        assertEquals(List.of("upstream_truncated"), told.all());
    }

    @Test
    void opensAnAnswerThatIsEmptyButMarked() throws Exception {
        answer(DONE);
        stream(told);
        assertEquals(List.of("opened", "ended"), told.all());
    }

    @Test
    void takesABrokenConnectionForAReset() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x"))))
                .onComplete(written -> socket.close()));
        stream(told);
        assertEquals(List.of("opened", "chunk", "upstream_reset"), told.all());
        assertEquals(List.of("began", "broke: upstream_reset", "upstream_reset"), observed);
    }

    @Test
    void takesATcpResetForAReset() throws Exception {
        provider(
                new NetServerOptions().setSoLinger(0),
                (socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x"))))
                        .onComplete(written -> {}));
        stream(told);
        assertEquals("opened", told.next());
        assertEquals("chunk", told.next());
        provider.accepted.take().close();
        assertEquals("upstream_reset", told.next());
    }

    @Test
    void doesNotReuseAConnectionThatTheProviderGivesUp() throws Exception {
        provider((socket, request) ->
                socket.write(Buffer.buffer(STREAM_HEAD.replace("x-request-id: req_7", "connection: close"))
                        .appendBuffer(chunk(delta("x") + DONE))
                        .appendString(LAST_CHUNK)));
        for (int i = 0; i < 3; i++) {
            Told each = new Told();
            stream(each);
            assertEquals(List.of("opened", "chunk", "ended"), each.all());
        }
        assertEquals(3, provider.connections.get());
    }

    @Test
    void takesAConnectionThatBreaksBeforeTheHeadForAReset() throws Exception {
        provider((socket, request) -> socket.close());
        stream(told);
        assertEquals(List.of("upstream_reset"), told.all());
    }

    @Test
    void takesBytesThatAreNotHttpForAReset() throws Exception {
        provider((socket, request) -> socket.write("SSH-2.0-OpenSSH\r\n\r\n"));
        stream(told);
        assertEquals(List.of("upstream_reset"), told.all());
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        provider((socket, request) -> {});
        int port = provider.port();
        provider.close();
        provider = null;
        upstream(URI.create("http://127.0.0.1:" + port), null);
        stream(told);
        assertEquals(List.of("upstream_unreachable"), told.all());
        assertEquals(Kind.UPSTREAM, told.failure().kind());
        assertFalse(
                told.failure().message().contains("127.0.0.1"), told.failure().message());
    }

    @Test
    void failsAfterCloseInsteadOfThrowing() throws Exception {
        answer(delta("x"), DONE);
        upstream.close().toCompletionStage().toCompletableFuture().get();
        stream(told);
        assertEquals(List.of("upstream_unreachable"), told.all());
    }

    @Test
    void passesAnEventOf200Kilobytes() throws Exception {
        String text = "long ".repeat(40_000);
        answer(delta(text), DONE);
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        assertTrue(told.chunks.get(0).chunk().json().length() > 200_000);
    }

    @Test
    void refusesAnEventThatIsTooLargeAndClosesTheConnection() throws Exception {
        answer(delta("x"), delta("long ".repeat(250_000)), DONE);
        stream(told);
        assertEquals(List.of("opened", "chunk", "upstream_event_too_large"), told.all());
        provider.awaitClosed();
    }

    @Test
    void refusesMalformedJsonAndClosesTheConnection() throws Exception {
        provider((socket, request) -> socket.write(
                Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x"))).appendBuffer(chunk(event("{oops")))));
        stream(told);
        assertEquals(List.of("opened", "chunk", "upstream_malformed"), told.all());
        provider.awaitClosed();
    }

    @Test
    void readsCarriageReturnsCommentsPingsAndDataWithoutASpace() throws Exception {
        String wild = ": hi\r\n\r\nevent: ping\r\ndata: {\"type\":\"ping\"}\r\n\r\n"
                + delta("a").replace("data: ", "data:").replace("\n", "\r\n");
        answer(wild, DONE.replace("\n", "\r\n"));
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
    }

    @Test
    void joinsACharacterThatTwoPacketsShare() throws Exception {
        byte[] bytes = delta("né…").getBytes(StandardCharsets.UTF_8);
        int cut = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\u00c3") + 1;
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD)
                        .appendBuffer(chunk(Buffer.buffer().appendBytes(bytes, 0, cut))))
                .onComplete(written -> socket.write(chunk(Buffer.buffer().appendBytes(bytes, cut, bytes.length - cut))
                        .appendBuffer(chunk(DONE))
                        .appendString(LAST_CHUNK))));
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        assertTrue(told.chunks.get(0).chunk().json().toString().contains("né…"));
    }

    @Test
    void aHandlerThatThrowsEndsItsOwnCall() throws Exception {
        answer(delta("x"), delta("y"), DONE);
        run(() -> vertx().getOrCreateContext().exceptionHandler(fault -> told.ended()));
        stream(new Told() {
            @Override
            public void opened(MultiMap head) {
                throw new IllegalStateException("a fault of the handler, on purpose");
            }

            @Override
            public void failed(FailureException why) {
                told.failed(why);
            }
        });
        assertEquals("internal", told.next());
        assertEquals("ended", told.next(), "the fault itself is seen");
        provider.awaitClosed();
    }

    @Test
    void belongsToOneLoop() throws Exception {
        answer(delta("x"), DONE);
        stream(told);
        told.all();
        assertThrows(AssertionError.class, () -> upstream.stream(request(), told));
    }
}
