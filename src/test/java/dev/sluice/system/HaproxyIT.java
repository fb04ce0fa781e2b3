package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.openai.client.OpenAIClient;
import dev.sluice.redis.RedisServer;
import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams, sockets and SDKs through a real HAProxy with the configuration that we give away, over TLS and h2, to either of two nodes. */
final class HaproxyIT {
    private static final String MODEL = "sim;ttft=50;rate=200;tokens=60";
    private static final Protocol[] H2 = {Protocol.HTTP_2, Protocol.HTTP_1_1};
    private static final Protocol[] H1 = {Protocol.HTTP_1_1};

    @TempDir
    private static Path folder;

    private static RedisServer redis;
    private static ProxiedPair pair;

    @BeforeAll
    static void start() throws Exception {
        Haproxy.tool();
        redis = RedisServer.start();
        pair = ProxiedPair.start(folder, List.of("REDIS_URL", redis.url()), List.of());
    }

    @AfterAll
    static void stop() throws Exception {
        if (pair != null) pair.close();
        if (redis != null) redis.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEventSourceReadsAFeed(boolean h2) throws Exception {
        try (EventSource source = source("/api/v1/feeds/ticks", null, h2 ? H2 : H1)) {
            for (int ticks = 0; ticks < 2; ) if (next(source).getEventName().equals("feed")) ticks++;
        }
    }

    @Test
    void aChannelStreamsAnAnswerToAnEventSource() throws Exception {
        String bearer = "Bearer " + pair.client.session(pair.proxy);
        String stream = submit(bearer);
        Page page = new Page();
        try (EventSource source = source("/api/v1/channel", bearer, H2)) {
            while (!page.hasEnded(stream)) {
                MessageEvent message = next(source);
                page.take(message.getEventName(), message.getData());
            }
        }
        assertEquals(expected(), page.answer(stream).text());
    }

    @Test
    void aChannelStreamsAnAnswerToAWebSocket() throws Exception {
        String bearer = "Bearer " + pair.client.session(pair.proxy);
        URI uri = URI.create(pair.proxy.uri("/api/v1/channel").toString().replace("https:", "wss:"));
        SocketReader reader = new SocketReader();
        WebSocket socket = pair.client
                .http()
                .newWebSocketBuilder()
                .header("Authorization", bearer)
                .subprotocols("sluice.v1")
                .buildAsync(uri, reader)
                .get(10, TimeUnit.SECONDS);
        String stream = submit(bearer);
        Page page = new Page();
        while (!page.hasEnded(stream)) {
            JsonObject message = reader.next();
            assertNotNull(message, "the socket was closed");
            page.take(message.getString("event"), message.getJsonObject("data"));
        }
        assertEquals(expected(), page.answer(stream).text());
        socket.abort();
    }

    @Test
    void anSdkStreamsAndBothNodesAreUsed() {
        OpenAIClient sdk = pair.client.openAi(pair.proxy.uri("/v1"), ProxiedPair.KEY);
        for (int i = 0; i < 6; i++)
            assertEquals(
                    Sdk.expected(MODEL), Sdk.text(Sdk.read(sdk, Sdk.ask(MODEL).build())));
        assertTrue(pair.a.meter("upstream_calls") > 0, "the first node was not asked");
        assertTrue(pair.b.meter("upstream_calls") > 0, "the second node was not asked");
    }

    /** Held back for 200 ms a time, they would come in about ten pieces. */
    @Test
    void tokensComeOneByOne() throws Exception {
        String body = new JsonObject()
                .put("model", "sim;ttft=50;rate=50;jitter=0;tokens=100")
                .put("stream", true)
                .put("messages", Visitor.messages("Slowly"))
                .encode();
        Request request = new Request.Builder()
                .url(pair.proxy.uri("/v1/chat/completions").toString())
                .header("Authorization", "Bearer " + ProxiedPair.KEY)
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build();
        Set<Long> moments = new HashSet<>();
        try (Response response = pair.client.okHttp(H2).newCall(request).execute()) {
            assertEquals(Protocol.HTTP_2, response.protocol());
            BufferedSource source = response.body().source();
            while (source.readUtf8Line() != null) moments.add(System.nanoTime() / 10_000_000);
        }
        assertTrue(moments.size() > 25, "100 tokens at 50/s came at " + moments.size() + " moments");
    }

    private static EventSource source(String path, String bearer, Protocol... protocols) throws Exception {
        var http = ConnectStrategy.http(pair.proxy.uri(path)).httpClient(pair.client.okHttp(protocols));
        if (bearer != null) http = http.header("Authorization", bearer);
        EventSource source = new EventSource.Builder(http).build();
        source.start();
        return source;
    }

    private static MessageEvent next(EventSource source) throws Exception {
        while (true) if (source.readAnyEvent() instanceof MessageEvent message) return message;
    }

    private static String submit(String bearer) throws Exception {
        return pair.submit(bearer, MODEL, "Through the proxy");
    }

    private static String expected() {
        return Simulator.expectedText(MODEL, Visitor.messages("Through the proxy"));
    }
}
