package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two nodes goes while three hundred read and others ask: nobody loses an event, no request fails, and no crowd comes back. */
final class HaproxyDrainIT {
    private static final int OF_THE_FEED = 270;
    private static final int OF_ANSWERS = 30;
    private static final int RATE = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ANSWER = "sim;ttft=100;rate=12;tokens=150";

    /** Event n of the feed happens at the same moment for both nodes, and says its number. */
    private static final String NODE = """
            listen: {port: 0, trusted_proxies: 127.0.0.1/32}
            management: {port: 0}
            sessions: {anonymous: true}
            channel: {retry_min: 100ms, retry_max: 300ms}
            drain: {window: 8s, reconnect_rate: %d, timeout: 30s}
            simulator: {enabled: true}
            upstreams: {simulator: {dialect: openai}}
            routes: [{model: "sim*", upstream: simulator}]
            feeds: {ticks: {read: public, source: {path: /feed/ticks?rate=10}}}
            redis: {url: "%s"}
            """;

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ReturningReader.Crowd crowd = new ReturningReader.Crowd();
    private final List<FeedNumbers> numbers = new ArrayList<>();
    private final List<ChannelPage> pages = new ArrayList<>();
    private final List<String> bearers = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private RedisServer redis;
    private ProxiedPair pair;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        Haproxy.tool();
        redis = RedisServer.start();
        pair = ProxiedPair.configured(
                folder,
                NODE.formatted(RATE, redis.url()),
                List.of("RATE_PER_ADDRESS", "100000", "RATE_PER_KEY", "100000"));
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(pair.certificate().toString()));
        http = vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(8));
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        if (pair != null) pair.close();
        if (redis != null) redis.close();
    }

    @Test
    void nobodyLosesAnythingAndTheReturnsAreSpread() throws Exception {
        List<ReturningReader> readers =
                Stream.concat(ofTheFeed(), ofAnswers().stream()).toList();
        vertx.getOrCreateContext().runOnContext(v -> readers.forEach(ReturningReader::open));
        SteadyRequests requests = requests();
        requests.start(4);
        Waiting.until("all read", PATIENCE, () -> numbers.stream().allMatch(n -> n.last() > 0));
        for (int i = 0; i < OF_ANSWERS; i++) answers.add(submit(bearers.get(i)));
        double onFirst = pair.a.meter("active_stream_readers");
        assertTrue(onFirst > OF_THE_FEED / 4.0, "of the feed's readers the first node has " + onFirst);

        pair.a.node().drain().await(40, TimeUnit.SECONDS);
        Waiting.until("all are on the second", PATIENCE, () -> pair.b.meter("active_stream_readers") == OF_THE_FEED);
        long now = numbers.stream().mapToLong(FeedNumbers::last).max().orElseThrow();
        Waiting.until("all go on", PATIENCE, () -> numbers.stream().allMatch(n -> n.last() >= now + 10));
        for (int i = 0; i < OF_ANSWERS; i++) {
            int which = i;
            Waiting.until("answer " + i, PATIENCE, () -> pages.get(which).hasEnded(answers.get(which)));
        }
        requests.stop();
        Waiting.until("the last request is answered", PATIENCE, requests::stopped);
        crowd.stop();

        assertEquals(List.of(), crowd.failures, this::wrong);
        assertEquals(List.of(), requests.failures, this::wrong);
        String expected = Simulator.expectedText(ANSWER, Visitor.messages("Before you go"));
        for (int i = 0; i < OF_ANSWERS; i++) assertEquals(expected, pages.get(i).text(answers.get(i)));
        spread(requests.answered.get());
    }

    /** At the rate these take nine seconds, of which the window has eight. A busy machine bunches some; without turns all came at once. */
    private void spread(int answered) {
        List<Long> returns = crowd.returns.stream().sorted().toList();
        long four = returns.get(returns.size() * 9 / 10) - returns.get(returns.size() / 10);
        System.out.printf(
                "%d returns, four of five of them within %d ms; %d requests meanwhile%n",
                returns.size(), four, answered);
        assertTrue(four > 2_000, "four of five came back within " + four + " ms");
    }

    private Stream<ReturningReader> ofTheFeed() {
        return Stream.generate(() -> {
                    FeedNumbers seen = new FeedNumbers();
                    numbers.add(seen);
                    return new ReturningReader(vertx, http, pair.proxy.uri("/api/v1/feeds/ticks"), null, crowd, seen);
                })
                .limit(OF_THE_FEED);
    }

    private List<ReturningReader> ofAnswers() throws Exception {
        List<ReturningReader> readers = new ArrayList<>();
        for (int i = 0; i < OF_ANSWERS; i++) {
            String bearer = "Bearer " + pair.client.session(pair.proxy);
            ChannelPage page = new ChannelPage();
            bearers.add(bearer);
            pages.add(page);
            readers.add(new ReturningReader(vertx, http, pair.proxy.uri("/api/v1/channel"), bearer, crowd, page));
        }
        return readers;
    }

    private String submit(String bearer) throws Exception {
        return pair.submit(bearer, ANSWER, "Before you go");
    }

    private SteadyRequests requests() {
        JsonObject body = new JsonObject()
                .put("model", "sim;ttft=20;tokens=5;rate=500")
                .put("messages", Visitor.messages("Meanwhile"));
        return new SteadyRequests(
                vertx, http, pair.proxy.uri("/v1/chat/completions"), ProxiedPair.KEY, body.toBuffer());
    }

    /** What the proxy has to say of it. */
    private String wrong() {
        try {
            return pair.proxy
                    .log()
                    .lines()
                    .filter(l ->
                            l.contains("Server nodes/") || l.contains("\"status\":") && !l.contains("\"status\":20"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
