package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.fixture.TestLoop;
import dev.sluice.model.QueueConfig;
import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamConfig.Timeouts;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Retry;
import dev.sluice.upstream.ScriptedProvider.Script;
import dev.sluice.upstream.endpoint.EndpointView;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.NetServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** An upstream on a loop of its own, a scripted provider on another, and the check that no timer was left behind. */
abstract class UpstreamTestBase {
    /** Most tests are about what one attempt comes to. */
    static final UpstreamPolicy ONE_ATTEMPT = retries(0);

    static final String KEY = "sk-secret-0123456789";
    private static final long SEED = 7;
    static Vertx vertx;

    final List<String> observed = Collections.synchronizedList(new ArrayList<>());
    final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    Duration connect = Duration.ofSeconds(10);
    Duration firstEvent = Duration.ofSeconds(10);
    Duration idle = Duration.ofSeconds(10);
    Duration total = Duration.ofSeconds(20);
    List<String> apiKeys = List.of(KEY);
    ScriptedProvider provider;
    final List<ScriptedProvider> providers = new ArrayList<>();
    UpstreamState state;
    Upstream upstream;
    UpstreamPolicy policy = ONE_ATTEMPT;
    CountedTimers timers;
    private TestLoop loop;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void shut() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        if (upstream != null) {
            awaitNoTimers();
            onLoop(() -> null);
            assertEquals(0, state.budget().calls(), "calls that did not end");
            assertEquals(0, state.budget().retries(), "retries that did not end");
            for (EndpointView view : state.endpoints().views()) assertEquals(0, view.inFlight(), view.name());
            upstream.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        if (provider != null) provider.close();
        for (ScriptedProvider each : providers) each.close();
    }

    /** A response that was read to its marker may still be ending; nothing else may hold a timer. */
    private void awaitNoTimers() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (timers.live() > 0 && System.nanoTime() < until) onLoop(() -> null);
        assertEquals(0, timers.live(), "timers left");
    }

    void provider(Script script) throws Exception {
        provider(new NetServerOptions(), script);
    }

    void provider(NetServerOptions options, Script script) throws Exception {
        provider = new ScriptedProvider(vertx, options, script);
        upstream(provider.url(), null);
    }

    /** An upstream of several endpoints, in this order. */
    void providers(Script... scripts) throws Exception {
        URI[] urls = new URI[scripts.length];
        for (int i = 0; i < scripts.length; i++) {
            ScriptedProvider each = new ScriptedProvider(vertx, new NetServerOptions(), scripts[i]);
            providers.add(each);
            urls[i] = each.url();
        }
        upstream(config(urls), null);
    }

    void upstream(URI baseUrl, HttpClientOptions options) throws Exception {
        upstream(config(baseUrl), options);
    }

    void upstream(UpstreamConfig config, HttpClientOptions options) throws Exception {
        UpstreamObserver observer = new UpstreamObserver() {
            @Override
            public void callBegan(String name) {
                observed.add("began");
            }

            @Override
            public void retried(String name, String endpoint, String code) {
                observed.add("retried: " + code);
            }

            @Override
            public void keySetAside(String name, int number, long millis, String code) {
                observed.add("key " + number + " rests");
            }

            @Override
            public void endpointChanged(String name, String endpoint, String from, String to, String reason) {
                changes.add(endpoint + " " + from + " " + to);
            }

            @Override
            public void callEnded(String name, String code, long nanos) {
                observed.add(code);
            }

            @Override
            public void transportBroke(String name, String code, Throwable cause) {
                observed.add("broke: " + code);
            }
        };
        timers = new CountedTimers(vertx);
        loop = new TestLoop(vertx);
        state = new UpstreamState(config, null, observer, Time.SYSTEM, new SplittableRandom(SEED));
        upstream = onLoop(() ->
                new Upstream(timers.vertx, state, url -> options == null ? Connections.options(config, url) : options));
    }

    UpstreamConfig config(URI... urls) {
        List<URI> baseUrls = List.of(urls);
        return new UpstreamConfig(
                "acme",
                "openai",
                baseUrls.stream().map(url -> new EndpointConfig(url, 1, false)).toList(),
                apiKeys,
                permits(),
                0,
                Duration.ofSeconds(1),
                new Timeouts(connect, firstEvent, idle, total),
                policy,
                QueueConfig.DEFAULT);
    }

    int permits() {
        return 4;
    }

    static UpstreamPolicy retries(int limit) {
        UpstreamPolicy d = UpstreamPolicy.DEFAULT;
        Retry r = d.retry();
        return with(new Retry(
                limit,
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                r.retryAfterMax(),
                r.budgetPercent(),
                r.budgetMin()));
    }

    static UpstreamPolicy with(Retry retry) {
        UpstreamPolicy d = UpstreamPolicy.DEFAULT;
        return new UpstreamPolicy(
                d.balance(), Duration.ZERO, d.keyRest(), null, retry, d.health(), d.ejection(), d.connections());
    }

    static Vertx vertx() {
        return vertx;
    }

    static UpstreamRequest request() {
        return new UpstreamRequest("/chat/completions", null, Buffer.buffer("{\"model\":\"m\",\"stream\":true}"));
    }

    StreamCall stream(StreamHandler handler) throws Exception {
        return onLoop(() -> upstream.stream(request(), handler));
    }

    <T> T onLoop(Callable<T> work) throws Exception {
        return loop.on(work);
    }

    void run(Runnable work) throws Exception {
        loop.run(work);
    }
}
