package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two nodes goes while three hundred read and others ask: nobody loses an event, no request fails, and no crowd comes back. */
final class HaproxyDrainIT {
    private static final int READERS = 300;
    private static final int RATE = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Both nodes read the same feed: event n happens at the same moment for everybody, and says its number. */
    private static final String NODE = """
            listen: {port: 0, trusted_proxies: 127.0.0.1/32}
            management: {port: 0}
            sessions: {anonymous: true}
            channel: {retry_min: 100ms, retry_max: 300ms}
            drain: {window: 8s, reconnect_rate: %d, timeout: 20s}
            simulator: {enabled: true}
            upstreams: {simulator: {dialect: openai}}
            routes: [{model: "sim*", upstream: simulator}]
            feeds: {ticks: {read: public, source: {path: /feed/ticks?rate=10}}}
            """.formatted(RATE);

    @TempDir
    private Path folder;

    @Test
    void nobodyLosesAnythingAndTheReturnsAreSpread() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ProxiedPair pair =
                ProxiedPair.configured(folder, NODE, List.of("RATE_PER_ADDRESS", "100000", "RATE_PER_KEY", "100000"))) {
            HttpClient http = client(vertx, pair);
            ReturningReaders readers =
                    new ReturningReaders(vertx, http, pair.proxy.uri("/api/v1/feeds/ticks"), READERS);
            SteadyRequests requests = new SteadyRequests(
                    vertx,
                    http,
                    pair.proxy.uri("/v1/chat/completions"),
                    ProxiedPair.KEY,
                    new JsonObject()
                            .put("model", "sim;ttft=20;tokens=5;rate=500")
                            .put("messages", Visitor.messages("Meanwhile"))
                            .toBuffer());
            readers.start();
            requests.start(4);
            Waiting.until("all read", PATIENCE, () -> readers.allHave(0));
            double onFirst = pair.a.meter("active_stream_readers");
            assertTrue(onFirst > READERS / 3.0 && onFirst < READERS * 2 / 3.0, "on the first node are " + onFirst);

            Future<Void> drained = pair.a.node().drain();
            drained.await(30, TimeUnit.SECONDS);
            Waiting.until(
                    "all are on the second node", PATIENCE, () -> pair.b.meter("active_stream_readers") == READERS);
            long now = readers.seen().stream()
                    .mapToLong(seen -> seen.get(seen.size() - 1))
                    .max()
                    .orElseThrow();
            Waiting.until("all go on", PATIENCE, () -> readers.allHave(now + 10));
            requests.stop();
            Waiting.until("the last request is answered", PATIENCE, requests::stopped);
            readers.stop();

            assertEquals(List.of(), readers.failures, () -> wrong(pair));
            assertEquals(List.of(), requests.failures, () -> wrong(pair));
            for (List<Long> seen : readers.seen())
                assertEquals(
                        LongStream.rangeClosed(seen.get(0), seen.get(seen.size() - 1))
                                .boxed()
                                .toList(),
                        seen);
            List<Long> returns = readers.returns.stream().sorted().toList();
            // Until the proxy has seen that the first node goes, some are sent there again, and away again.
            assertTrue(returns.size() >= onFirst && returns.size() < onFirst * 1.5, returns.size() + " of " + onFirst);
            System.out.printf(
                    "%d readers came back within %d ms, at most %d in a second; %d requests meanwhile%n",
                    returns.size(),
                    returns.get(returns.size() - 1) - returns.get(0),
                    mostInASecond(returns),
                    requests.answered.get());
            // A machine that stands still for a moment moves some into the next second; without turns all would come in
            // one.
            assertTrue(mostInASecond(returns) <= RATE * 2.5, "in one second came " + mostInASecond(returns));
            http.close().await(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** What the proxy has to say of it. */
    private static String wrong(ProxiedPair pair) {
        try {
            return pair.proxy
                    .log()
                    .lines()
                    .filter(l ->
                            l.contains("Server nodes/") || l.contains("\"status\":") && !l.contains("\"status\":200"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpClient client(Vertx vertx, ProxiedPair pair) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(pair.certificate().toString()));
        return vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(8));
    }

    private static int mostInASecond(List<Long> sorted) {
        int most = 0;
        for (int from = 0, to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) >= 1_000) from++;
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
