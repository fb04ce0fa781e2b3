package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.LAST_CHUNK;
import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static dev.sluice.upstream.ScriptedProvider.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams and connections that break, and what they leave behind. */
final class SseFaultTest extends UpstreamTestBase {
    private final Told told = new Told();

    private void answer(String... body) throws Exception {
        provider((socket, request) -> {
            Buffer all = Buffer.buffer(STREAM_HEAD);
            for (String piece : body) all.appendBuffer(chunk(piece));
            socket.write(all.appendString(LAST_CHUNK));
        });
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
}
