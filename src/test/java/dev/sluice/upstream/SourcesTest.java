package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.STREAM_HEAD;
import static dev.sluice.upstream.ScriptedProvider.chunk;
import static dev.sluice.upstream.ScriptedProvider.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FeedConfig.Format;
import dev.sluice.model.Time;
import dev.sluice.upstream.ScriptedProvider.Script;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection to a feed's source, against a server that sends exactly what the test wants. */
final class SourcesTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Sources sources;
    private ScriptedProvider provider;
    private SourceCall call;
    private Format format = Format.SSE;
    private String lastEventId;
    private Duration idle = Duration.ofSeconds(20);

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        sources = new Sources(vertx, Time.SYSTEM);
    }

    @AfterEach
    void stop() throws Exception {
        sources.close().await(10, TimeUnit.SECONDS);
        if (provider != null) provider.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + provider.port() + path);
    }

    private void open(Script script) throws Exception {
        provider = new ScriptedProvider(vertx, new NetServerOptions(), script);
        SourceHandler handler = new SourceHandler() {
            @Override
            public void opened(String id) {
                told.add("opened " + id);
            }

            @Override
            public void event(String event, String id, String data) {
                told.add(event + " " + id + " " + data);
            }

            @Override
            public void retry(long millis) {
                told.add("retry " + millis);
            }

            @Override
            public void closed(End end) {
                told.add(end.code() + (end.retryAfter() == null ? "" : " " + end.retryAfter()));
            }
        };
        SourceRequest request = new SourceRequest(
                url("/f?a=b"), Map.of("x-key", "secret"), format, lastEventId, Duration.ofSeconds(10), idle);
        vertx.runOnContext(v -> call = sources.open(request, handler));
    }

    private void hears(String... expected) throws InterruptedException {
        for (String each : expected) assertEquals(each, told.poll(10, TimeUnit.SECONDS));
    }

    private static Script streaming(String... pieces) {
        return (socket, request) -> {
            socket.write(STREAM_HEAD);
            for (String piece : pieces) socket.write(chunk(piece));
        };
    }

    @Test
    void asksAsAnEventSourceDoesAndTellsEventsAsTheyCome() throws Exception {
        lastEventId = "41";
        open(streaming("retry: 1500\n\nevent: tick\nid: 42\nda", "ta: one\ndata: two\n\n: alive\n\ndata: bare\n\n"));
        hears("opened null", "retry 1500", "tick 42 one\ntwo", "message null bare");
        String request = provider.requests.take().toLowerCase();
        assertTrue(request.startsWith("get /f?a=b http/1.1"), request);
        for (String header : List.of("last-event-id: 41", "accept: text/event-stream", "x-key: secret"))
            assertTrue(request.contains(header), request);
    }

    @Test
    void anEventThatInheritsAnIdHasNoneOfItsOwn() throws Exception {
        open(streaming("id: 7\ndata: a\n\ndata: b\n\nid: 8\ndata: c\n\n"));
        hears("opened null", "message 7 a", "message null b", "message 8 c");
    }

    @Test
    void linesOfJsonAreEventsWhateverTheirPieces() throws Exception {
        format = Format.JSON_LINES;
        open((socket, request) -> {
            socket.write(STREAM_HEAD.replace("text/event-stream; charset=utf-8", "application/x-ndjson"));
            for (String piece : List.of("{\"a\":", "1}\r\n\n{\"b\":\"ü", "\"}\n{\"cut\":")) socket.write(chunk(piece));
        });
        hears("opened null", "message null {\"a\":1}", "message null {\"b\":\"ü\"}");
    }

    @Test
    void aCleanEndIsToldAsOne() throws Exception {
        open((socket, request) -> {
            socket.write(STREAM_HEAD);
            socket.write(chunk("data: a\n\n"));
            socket.write(ScriptedProvider.LAST_CHUNK);
        });
        hears("opened null", "message null a", "ended");
    }

    @Test
    void aBrokenConnectionIsAReset() throws Exception {
        open((socket, request) -> {
            socket.write(STREAM_HEAD);
            socket.write(chunk("data: a\n\n")).onComplete(sent -> socket.close());
        });
        hears("opened null", "message null a", "upstream_reset");
    }

    @Test
    void a204EndsItForGood() throws Exception {
        open((socket, request) -> socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
        hears("stopped");
    }

    @Test
    void aRefusalSaysWhenToComeBack() throws Exception {
        open((socket, request) -> socket.write(whole(503, "retry-after: 7\r\n", "busy")));
        hears("upstream_error PT7S");
    }

    @Test
    void aPageIsNoFeed() throws Exception {
        open((socket, request) -> socket.write(whole(200, "content-type: text/html\r\n", "<p>")));
        hears("upstream_malformed");
    }

    @Test
    void silenceEndsIt() throws Exception {
        idle = Duration.ofMillis(100);
        open(streaming("data: a\n\n"));
        hears("opened null", "message null a", "upstream_idle_timeout");
        provider.awaitClosed();
    }

    @Test
    void anEventWithoutAnEndIsTooLarge() throws Exception {
        open(streaming("data: " + "x".repeat(600_000), "x".repeat(600_000)));
        hears("opened null", "upstream_event_too_large");
        provider.awaitClosed();
    }

    @Test
    void whoCancelsHearsNothingMoreAndTheSocketGoes() throws Exception {
        open(streaming("data: a\n\n"));
        hears("opened null", "message null a");
        vertx.runOnContext(v -> call.cancel());
        provider.awaitClosed();
        assertEquals(0, told.size());
    }

    @Test
    void healthIsAStatusOf2xx() throws Exception {
        provider = new ScriptedProvider(
                vertx,
                new NetServerOptions(),
                (socket, request) -> socket.write(whole(request.startsWith("GET /good") ? 200 : 500, "", "x")));
        assertTrue(
                sources.healthy(url("/good"), Map.of(), Duration.ofSeconds(10)).await(10, TimeUnit.SECONDS));
        assertFalse(
                sources.healthy(url("/bad"), Map.of(), Duration.ofSeconds(10)).await(10, TimeUnit.SECONDS));
    }
}
