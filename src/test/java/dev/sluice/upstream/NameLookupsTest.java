package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A provider that moves is followed, whatever its records said. */
final class NameLookupsTest {
    private static <T> T get(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    @Test
    void newConnectionsLookTheNameUpAgainOnceTheAnswerIsOld() throws Exception {
        Vertx helpers = Vertx.vertx();
        NameServer names = new NameServer(helpers);
        AddressResolverOptions options = NameLookups.options();
        assertTrue(options.getCacheMaxTimeToLive() <= 60, "a record that is good for a day is not");
        // A second instead of half a minute, and our own name server; everything else as in a node.
        options.setCacheMaxTimeToLive(1).setServers(List.of(names.address())).setSearchDomains(List.of());
        Vertx vertx = Vertx.vertx(new VertxOptions().setAddressResolverOptions(options));
        HttpServer one = get(helpers.createHttpServer()
                .requestHandler(r -> r.response().end("one"))
                .listen(0, "127.0.0.1"));
        HttpServer two = get(helpers.createHttpServer()
                .requestHandler(r -> r.response().end("two"))
                .listen(one.actualPort(), "127.0.0.2"));
        HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
        assertEquals("one", ask(vertx, client, one.actualPort()));
        assertEquals("one", ask(vertx, client, one.actualPort()));
        assertEquals(1, names.asked.get(), "remembered for a moment");
        names.lastByte = 2;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String answer;
        do answer = ask(vertx, client, one.actualPort());
        while (answer.equals("one") && System.nanoTime() < until);
        assertEquals("two", answer);
        get(client.close());
        names.close();
        get(vertx.close());
        get(helpers.close());
    }

    /** On a loop: elsewhere the answer may have come and gone before anybody asks for its body. */
    private static String ask(Vertx vertx, HttpClientAgent client, int port) throws Exception {
        Promise<String> answer = Promise.promise();
        vertx.runOnContext(v -> client.request(HttpMethod.GET, port, "provider.test", "/")
                .compose(request -> request.send())
                .compose(response -> response.body())
                .map(body -> body.toString())
                .onComplete(answer));
        return get(answer.future());
    }
}
