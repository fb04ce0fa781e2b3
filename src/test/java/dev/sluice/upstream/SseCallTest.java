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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams as good providers send them, in all their shapes. */
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
        apiKeys = List.of();
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
    void opensAnAnswerThatIsEmptyButMarked() throws Exception {
        answer(DONE);
        stream(told);
        assertEquals(List.of("opened", "ended"), told.all());
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
    void passesAnEventOf200Kilobytes() throws Exception {
        String text = "long ".repeat(40_000);
        answer(delta(text), DONE);
        stream(told);
        assertEquals(List.of("opened", "chunk", "ended"), told.all());
        assertTrue(told.chunks.get(0).chunk().json().length() > 200_000);
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
    void belongsToOneLoop() throws Exception {
        answer(delta("x"), DONE);
        stream(told);
        told.all();
        assertThrows(AssertionError.class, () -> upstream.stream(request(), told));
    }
}
