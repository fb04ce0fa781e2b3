package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.LAST_CHUNK;
import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every kind of silence, and what does and does not break it. */
final class DeadlineTest extends UpstreamTestBase {
    private static final Duration SHORT = Duration.ofMillis(120);
    private final Told told = new Told();

    /** Writes a piece, again and again, for as long as the connection lives. */
    private static void every(NetSocket socket, long millis, Buffer piece) {
        long timer = vertx().setPeriodic(millis, id -> socket.write(piece));
        socket.closeHandler(v -> vertx().cancelTimer(timer));
    }

    private void assertTimedOut(String code, String... before) throws Exception {
        List<String> expected = new ArrayList<>(List.of(before));
        expected.add(code);
        assertEquals(expected, told.all());
        assertEquals(Kind.UPSTREAM_TIMEOUT, told.failure().kind());
        assertTrue(told.failure().retryable());
        assertTrue(told.silent());
    }

    @Test
    void connectingTakesTooLong() throws Exception {
        connect = SHORT;
        // A listener that accepts nobody: its line is filled, so that the next SYN gets no answer.
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fillers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(deaf.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException full) {
                    break;
                }
            }
            upstream(URI.create("http://127.0.0.1:" + deaf.getLocalPort()), null);
            stream(told);
            assertTimedOut("upstream_connect_timeout");
            for (Socket filler : fillers) filler.close();
        }
    }

    @Test
    void agreeingOnTlsTakesTooLong() throws Exception {
        connect = SHORT;
        provider((socket, request) -> {});
        URI tls = URI.create("https://127.0.0.1:" + provider.port());
        upstream(tls, null);
        stream(told);
        assertTimedOut("upstream_connect_timeout");
        provider.awaitClosed();
    }

    @Test
    void noHeadComes() throws Exception {
        firstEvent = SHORT;
        provider((socket, request) -> {});
        stream(told);
        assertTimedOut("upstream_first_event_timeout");
        provider.awaitClosed();
    }

    @Test
    void aHeadAndCommentsAreNoFirstEvent() throws Exception {
        firstEvent = SHORT;
        provider((socket, request) -> {
            socket.write(STREAM_HEAD);
            every(socket, 10, chunk(": still thinking\n\n"));
        });
        stream(told);
        assertTimedOut("upstream_first_event_timeout");
    }

    @Test
    void aStreamFallsSilent() throws Exception {
        idle = SHORT;
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        stream(told);
        assertTimedOut("upstream_idle_timeout", "opened", "chunk");
        provider.awaitClosed();
    }

    @Test
    void commentsKeepAStreamAliveUntilTheTotalIsUp() throws Exception {
        idle = Duration.ofMillis(700);
        total = Duration.ofMillis(1500);
        provider((socket, request) -> {
            socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x"))));
            every(socket, 10, chunk(": ping\n\n"));
        });
        stream(told);
        assertTimedOut("upstream_total_timeout", "opened", "chunk");
    }

    /** Pauses its call as soon as it is opened. */
    private final class Pausing extends Told {
        private final StreamCall[] call = {null};

        @Override
        public void opened(MultiMap head) {
            call[0].pause();
            super.opened(head);
        }

        void begin() throws Exception {
            run(() -> call[0] = upstream.stream(request(), this));
            assertEquals("opened", next());
            assertEquals("chunk", next(), "of the same read");
        }
    }

    @Test
    void silenceOfAPausedStreamIsOurOwn() throws Exception {
        idle = SHORT;
        total = Duration.ofMillis(500);
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        Pausing pausing = new Pausing();
        pausing.begin();
        assertEquals("upstream_total_timeout", pausing.next());
    }

    @Test
    void theSilenceAfterAPauseCountsAgain() throws Exception {
        idle = SHORT;
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        Pausing pausing = new Pausing();
        pausing.begin();
        run(pausing.call[0]::resume);
        assertEquals("upstream_idle_timeout", pausing.next());
    }

    @Test
    void aThousandChunksCostAHandfulOfTimers() throws Exception {
        provider((socket, request) -> {
            Buffer all = Buffer.buffer(STREAM_HEAD);
            for (int i = 0; i < 1000; i++) all.appendBuffer(chunk(delta("word ")));
            socket.write(all.appendBuffer(chunk(DONE)).appendString(LAST_CHUNK));
        });
        stream(told);
        assertEquals(1002, told.all().size());
        assertTrue(timers.set.get() <= 4, "timers set: " + timers.set);
    }
}
