package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pieces of every size, to clients of each version of HTTP. */
final class ChunkedBodyTest {
    private static final int SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Buffer all = Buffer.buffer();
    private final List<Buffer> pieces = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ChunkedBodyTest seed " + seed);
        Random random = new Random(seed);
        for (int size = 0; size < 300; size++) piece(size, random);
        for (int i = 0; i < 40; i++) piece(random.nextInt(70_000), random);
        for (int size : new int[] {15, 16, 255, 256, 4095, 4096, 65535, 65536, 1 << 20}) piece(size, random);
        server = vertx.createHttpServer(new HttpServerOptions().setStrictThreadMode(true))
                .requestHandler(request -> {
                    request.response().setChunked(true);
                    ChunkedBody body = new ChunkedBody(request);
                    for (Buffer piece : pieces)
                        body.write(ChunkedBody.begin(random.nextInt(piece.length() + 1))
                                .appendBuffer(piece));
                    request.response()
                            .end(ChunkedBody.plain(ChunkedBody.begin(8).appendString("the end")));
                    body.write(ChunkedBody.begin(8).appendString("too late"));
                });
        server.listen(0, "127.0.0.1").await(SECONDS, TimeUnit.SECONDS);
        all.appendString("the end");
    }

    private void piece(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        pieces.add(Buffer.buffer(bytes));
        all.appendBytes(bytes);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void comesWholeAndTheConnectionGoesOn(HttpVersion version) throws Exception {
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false));
        // From outside a loop, whoever asks for a body may come when part of it has passed.
        Context loop = vertx.getOrCreateContext();
        for (int i = 0; i < 3; i++) {
            HttpClientResponse[] response = new HttpClientResponse[1];
            Buffer body = Future.<Buffer>future(promise ->
                            loop.runOnContext(v -> client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                                    .compose(request -> request.send())
                                    .compose(r -> {
                                        response[0] = r;
                                        return r.body();
                                    })
                                    .onComplete(promise)))
                    .await(SECONDS, TimeUnit.SECONDS);
            assertEquals(version, response[0].version());
            assertTrue(all.equals(body), () -> body.length() + " bytes came of " + all.length());
        }
    }

    @Test
    void comesWholeToAClientThatKnowsNoChunks() throws Exception {
        NetSocket socket = vertx.createNetClient()
                .connect(server.actualPort(), "127.0.0.1")
                .await(SECONDS, TimeUnit.SECONDS);
        Buffer came = Buffer.buffer();
        Future<Void> over = Future.future(promise -> {
            socket.handler(came::appendBuffer);
            socket.endHandler(v -> promise.complete());
        });
        socket.write("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
        over.await(SECONDS, TimeUnit.SECONDS);
        String text = came.toString(StandardCharsets.ISO_8859_1);
        Buffer body = came.slice(text.indexOf("\r\n\r\n") + 4, came.length());
        assertTrue(all.equals(body), () -> body.length() + " bytes came of " + all.length());
    }
}
