package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import dev.sluice.sse.SseParser;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five thousand sessions, each with its channel, on a node as the container of 512 MiB runs it, while two hundred of them are answered:
 * it stays under 400 MiB.
 */
final class ManyChannelsIT {
    private static final int CHANNELS = 5_000;
    private static final int ANSWERS = 200;
    private static final int AT_ONCE = 200;
    private static final long MOST_RESIDENT = 400L << 20;
    private static final String MODEL = "sim;ttft=200;rate=25;jitter=0.5;tokens=150";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final AtomicInteger lost = new AtomicInteger();
    private ServerProcess server;
    private NetClient sockets;
    private HttpClient calls;

    @BeforeEach
    void start() throws Exception {
        server = ServerProcess.start(
                folder, ContainerOptions.read(), "SLUICE_HEARTBEAT", "30s", "MALLOC_ARENA_MAX", "2");
        HttpClientOptions options = new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(server.base().getPort())
                .setKeepAlive(true);
        sockets = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(8 * 1024));
        calls = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(AT_ONCE));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void allStayConnectedAndAllAnswersComplete() throws Exception {
        long empty = server.resident();
        List<String> tokens = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        long began = System.nanoTime();
        for (int from = 0; from < CHANNELS; from += AT_ONCE) {
            List<Future<String>> batch = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                Page page = from + i < ANSWERS ? new Page() : null;
                if (page != null) pages.add(page);
                batch.add(onLoop(
                        () -> session().compose(token -> channel(token, page).map(token))));
            }
            Future.all(batch).await(30, TimeUnit.SECONDS);
            for (Future<String> each : batch) tokens.add(each.result());
        }
        long full = server.resident();
        System.out.printf(
                "%d channels in %d ms; resident %,d KiB, empty %,d KiB: %.1f KiB for each idle channel with its session%n",
                CHANNELS,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                full >> 10,
                empty >> 10,
                (full - empty) / 1024.0 / CHANNELS);

        List<Future<String>> streams = new ArrayList<>();
        for (int i = 0; i < ANSWERS; i++) {
            String token = tokens.get(i);
            streams.add(onLoop(() -> submit(token)));
        }
        Future.all(streams).await(20, TimeUnit.SECONDS);
        Eventually.within(
                60,
                "every answer ends",
                () -> pages.stream().mapToLong(ManyChannelsIT::ended).sum() == ANSWERS);
        String expected = Simulator.expectedText(MODEL, Visitor.messages("One of many"));
        for (int i = 0; i < ANSWERS; i++) {
            Page.Answer answer = pages.get(i).answer(streams.get(i).result());
            assertEquals("done", answer.end());
            assertEquals(expected, answer.text());
        }
        assertEquals(0, lost.get(), "channels that were lost");
        assertTrue(server.alive());
        assertEquals(CHANNELS, openOnServer());
        long peak = server.peak();
        System.out.printf(
                "resident after %d answers %,d KiB, at most %,d KiB%n", ANSWERS, server.resident() >> 10, peak >> 10);
        assertTrue(peak < MOST_RESIDENT, () -> "resident memory went up to " + (peak >> 20) + " MiB");
    }

    private static long ended(Page page) {
        synchronized (page) {
            return page.ended();
        }
    }

    /** Composing on another thread than the client's could come too late for a body that is there already. */
    private <T> Future<T> onLoop(Supplier<Future<T>> calls) {
        Promise<T> promise = Promise.promise();
        loop.runOnContext(v -> calls.get().onComplete(promise));
        return promise.future();
    }

    private Future<String> session() {
        return calls.request(HttpMethod.POST, "/api/v1/session")
                .compose(HttpClientRequest::send)
                .compose(response -> response.body())
                .map(body -> body.toJsonObject().getString("token"));
    }

    private Future<String> submit(String token) {
        Buffer body = new JsonObject()
                .put("model", MODEL)
                .put("messages", Visitor.messages("One of many"))
                .toBuffer();
        return calls.request(with(HttpMethod.POST, "/api/v1/streams", token))
                .compose(request -> request.send(body))
                .compose(response -> response.body())
                .map(answer -> answer.toJsonObject().getString("stream"));
    }

    /** @param page null where nobody looks at what comes */
    private Future<Void> channel(String token, Page page) {
        return sockets.connect(server.base().getPort(), "127.0.0.1").compose(socket -> {
            Promise<Void> hello = Promise.promise();
            SseParser events = page == null
                    ? null
                    : new SseParser(1 << 20, event -> {
                        synchronized (page) {
                            page.take(event.type(), event.data().toString());
                        }
                    });
            ChunkedResponse body = events == null ? null : new ChunkedResponse(head -> {}, events::feed, () -> {});
            socket.handler(bytes -> {
                if (body != null) body.handle(bytes);
                if (bytes.toString().contains("event: hello")) hello.tryComplete();
            });
            socket.exceptionHandler(reset -> {});
            socket.closeHandler(v -> lost.incrementAndGet());
            socket.write("GET /api/v1/channel HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + "Authorization: Bearer " + token + "\r\n\r\n");
            return hello.future();
        });
    }

    private static RequestOptions with(HttpMethod method, String path, String token) {
        return new RequestOptions()
                .setMethod(method)
                .setURI(path)
                .putHeader("Authorization", "Bearer " + token)
                .putHeader("Accept", method == HttpMethod.GET ? "text/event-stream" : "application/json");
    }

    private int openOnServer() throws Exception {
        Future<Buffer> stats = onLoop(() -> calls.request(HttpMethod.GET, "/demo/stats.json")
                .compose(HttpClientRequest::send)
                .compose(response -> response.body()));
        return stats.await(10, TimeUnit.SECONDS).toJsonObject().getInteger("sse");
    }
}
