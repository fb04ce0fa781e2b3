package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.answer;
import static dev.sluice.upstream.ScriptedProvider.delta;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Connections that were given up by the provider, and requests that it says it never touched. */
final class StaleConnectionTest extends UpstreamTestBase {
    private static final List<String> ANSWERED = List.of("opened", "chunk", "ended");

    /** RFC 9113, section 7. */
    private static final long REFUSED_STREAM = 0x7;

    private static final long INTERNAL_ERROR = 0x2;

    private final AtomicInteger asked = new AtomicInteger();

    /** Over HTTP/2 with prior knowledge, a provider that answers the second request with a reset of this kind. */
    private HttpServer resetting(long code) throws Exception {
        return failing(request -> request.response().reset(code));
    }

    private HttpServer failing(Consumer<HttpServerRequest> second) throws Exception {
        HttpServer server = vertx().createHttpServer()
                .requestHandler(request -> {
                    HttpServerResponse response = request.response();
                    response.exceptionHandler(gone -> {});
                    if (asked.incrementAndGet() == 2) {
                        second.accept(request);
                        return;
                    }
                    response.setChunked(true)
                            .putHeader("content-type", "text/event-stream")
                            .end(delta("x") + ScriptedProvider.DONE);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        URI url = URI.create("http://127.0.0.1:" + server.actualPort());
        HttpClientOptions h2 = Connections.options(config(url), url)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false);
        upstream(url, h2);
        return server;
    }

    @Test
    void aStreamThatTheProviderRefusedIsOpenedAgainAtOnceThoughNoRetryIsAllowed() throws Exception {
        HttpServer server = resetting(REFUSED_STREAM);
        for (int i = 0; i < 3; i++) {
            Told told = new Told();
            stream(told);
            assertEquals(ANSWERED, told.all());
        }
        assertEquals(4, asked.get());
        server.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aProviderThatGoesAwaySaysWhichStreamsItNeverTouched() throws Exception {
        // The first stream of a connection is number 1, the second 3.
        HttpServer server = failing(request -> request.connection().goAway(0, 1));
        for (int i = 0; i < 3; i++) {
            Told told = new Told();
            stream(told);
            assertEquals(ANSWERED, told.all());
        }
        assertEquals(4, asked.get());
        server.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aStreamThatTheProviderBrokeMayHaveBeenWorkedOn() throws Exception {
        HttpServer server = resetting(INTERNAL_ERROR);
        stream(new Told());
        Told told = new Told();
        Told first = new Told();
        stream(first);
        stream(told);
        first.all();
        told.all();
        assertEquals(3, asked.get(), "none was sent twice");
        server.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void aConnectionIsNewOnce() throws Exception {
        provider((socket, request) -> socket.write(answer("fine")));
        List<Boolean> first = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++)
            onLoop(() -> upstream.site(0).request("/x", HttpHeaders.headers()).compose(request -> {
                        first.add(upstream.site(0).firstUse(request.connection()));
                        return request.send("{}").compose(response -> response.body());
                    }))
                    .await(10, TimeUnit.SECONDS);
        assertEquals(List.of(true, false, false), first);
    }

    @Test
    void aPooledConnectionThatDiesUnderARequestCostsARetryAndNoFailure() throws Exception {
        policy = retries(1);
        provider((socket, request) -> {
            if (asked.incrementAndGet() % 2 == 0) socket.close();
            else socket.write(answer("fine"));
        });
        for (int i = 0; i < 10; i++) {
            Told told = new Told();
            stream(told);
            assertEquals("ended", told.all().get(4));
        }
        assertFalse(observed.contains("upstream_reset"), observed::toString);
    }

    /** Whether we hear of the close before the next request or after it: nobody notices. */
    @Test
    void aProviderThatClosesAfterEachAnswerCausesNoFailure() throws Exception {
        policy = retries(1);
        provider((socket, request) -> socket.write(answer("fine")).onComplete(v -> socket.close()));
        for (int i = 0; i < 10; i++) {
            Told told = new Told();
            stream(told);
            assertEquals("ended", told.all().get(4));
        }
    }
}
