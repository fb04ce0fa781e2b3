package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.DONE;
import static dev.sluice.upstream.ScriptedProvider.LAST_CHUNK;
import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ScannedChunk;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call that nobody wants any more ends at the provider, too, whatever it was doing. */
final class CancelTest extends UpstreamTestBase {
    private final Told told = new Told();

    private void assertCancelled() throws Exception {
        provider.awaitClosed();
        onLoop(() -> null);
        assertTrue(told.silent());
        assertEquals(List.of("began", "cancelled"), observed);
    }

    /** Cancels a call whose provider answered with these bytes and no more. */
    private void assertCancelledOnceRead(String bytes) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        provider((socket, request) -> {
            if (provider.connections.get() == 1) socket.write(bytes).onComplete(done -> written.complete(null));
            else
                socket.write(Buffer.buffer(STREAM_HEAD)
                        .appendBuffer(chunk(delta("x") + DONE))
                        .appendString(LAST_CHUNK));
        });
        StreamCall call = stream(told);
        written.get(5, TimeUnit.SECONDS);
        // A second call's answer, sent later, has come to the same loop: so the first one's bytes have been read.
        Told later = new Told();
        stream(later);
        later.all();
        run(call::cancel);
        provider.awaitClosed();
        onLoop(() -> null);
        assertTrue(told.silent());
        assertEquals(List.of("began", "began", "ok", "cancelled"), observed);
    }

    @Test
    void whileConnectingItSendsNothing() throws Exception {
        provider((socket, request) -> socket.write(STREAM_HEAD));
        run(() -> upstream.stream(request(), told).cancel());
        assertCancelled();
        assertEquals(0, provider.bytesIn.get());
    }

    @Test
    void whileItWaitsForTheHead() throws Exception {
        provider((socket, request) -> {});
        StreamCall call = stream(told);
        provider.requests.poll(5, TimeUnit.SECONDS);
        run(call::cancel);
        assertCancelled();
    }

    @Test
    void whileItWaitsForTheFirstEvent() throws Exception {
        assertCancelledOnceRead(STREAM_HEAD);
    }

    @Test
    void whileItReadsARefusal() throws Exception {
        assertCancelledOnceRead("HTTP/1.1 500 X\r\ncontent-length: 100\r\n\r\n{");
    }

    @Test
    void inTheMiddleOfTheStream() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        StreamCall call = stream(told);
        assertEquals("opened", told.next());
        assertEquals("chunk", told.next());
        run(call::cancel);
        run(call::cancel);
        assertCancelled();
    }

    @Test
    void whilePaused() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        StreamCall call = stream(told);
        assertEquals("opened", told.next());
        assertEquals("chunk", told.next());
        run(call::pause);
        run(call::cancel);
        assertCancelled();
    }

    @Test
    void fromWithinAChunkWhoseReadHoldsMore() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD)
                .appendBuffer(chunk(delta("x") + delta("y") + DONE))
                .appendString(LAST_CHUNK)));
        StreamCall[] call = {null};
        Told once = new Told() {
            @Override
            public void chunk(ScannedChunk chunk) {
                super.chunk(chunk);
                call[0].cancel();
            }
        };
        run(() -> call[0] = upstream.stream(request(), once));
        assertEquals("opened", once.next());
        assertEquals("chunk", once.next());
        onLoop(() -> null);
        assertTrue(once.silent());
        assertEquals(List.of("began", "cancelled"), observed);
    }

    @Test
    void fromWithinOpened() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD).appendBuffer(chunk(delta("x")))));
        StreamCall[] call = {null};
        Told never = new Told() {
            @Override
            public void opened(MultiMap head) {
                call[0].cancel();
            }
        };
        run(() -> call[0] = upstream.stream(request(), never));
        provider.awaitClosed();
        assertTrue(never.silent());
    }

    @Test
    void afterTheEndItDisturbsNobody() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD)
                .appendBuffer(chunk(delta("x") + DONE))
                .appendString(LAST_CHUNK)));
        StreamCall first = stream(told);
        told.all();
        Told second = new Told();
        run(() -> {
            upstream.stream(request(), second);
            first.cancel();
        });
        assertEquals(List.of("opened", "chunk", "ended"), second.all());
        assertEquals(1, provider.connections.get());
        assertEquals(List.of("began", "ok", "began", "ok"), observed);
    }

    @Test
    void pausedWithItsEndUnreadItSparesTheConnectionsNextUser() throws Exception {
        provider((socket, request) -> socket.write(Buffer.buffer(STREAM_HEAD)
                .appendBuffer(chunk(delta("x")))
                .appendBuffer(chunk(DONE))
                .appendString(LAST_CHUNK)));
        StreamCall[] call = {null};
        Told pausing = new Told() {
            @Override
            public void chunk(ScannedChunk chunk) {
                super.chunk(chunk);
                call[0].pause();
            }
        };
        run(() -> call[0] = upstream.stream(request(), pausing));
        assertEquals("opened", pausing.next());
        assertEquals("chunk", pausing.next());
        Told second = new Told();
        run(() -> {
            upstream.stream(request(), second);
            call[0].cancel();
        });
        assertEquals(List.of("opened", "chunk", "ended"), second.all());
    }

    @Test
    void aWholeAnswerNeverComesOnceCancelled() throws Exception {
        provider((socket, request) -> {});
        JsonCall call = onLoop(() -> upstream.json(request()));
        provider.requests.poll(5, TimeUnit.SECONDS);
        run(call::cancel);
        run(call::cancel);
        assertCancelled();
        assertTrue(!call.answer().isComplete());
    }
}
