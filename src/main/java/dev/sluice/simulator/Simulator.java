package dev.sluice.simulator;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * An AI provider that speaks OpenAI's chat completions and makes its answers up: {@code POST /v1/chat/completions} (stream
 * and not), {@code GET /v1/models}, feeds ({@link FeedEndpoint}), {@code GET /health} and {@code GET /v1/_sim/stats} (the record as JSON).
 *
 * <p>The text fits the question, reads well, and is the same for the same messages ({@link #expectedText}); neither pace nor
 * faults change it, but for {@code seed}, {@code tokens} and {@code fault=big}. {@code max_tokens}, {@code stop}, {@code
 * stream_options.include_usage} and tools are honoured; a tool is called where {@code tool_choice} demands it or the last
 * message is the user's and says {@code call NAME}. {@code n} is 1 only.
 *
 * <h2>Directives</h2>
 *
 * A model's name is {@code NAME;key=value;key=value…}; the header {@code x-simulate: key=value;…} takes the same keys and
 * wins. Names: {@code sim} (250 ms to the first token, 40 tokens/s), {@code sim-fast} (60 ms, 150/s), {@code sim-slow} (1.5
 * s, 8/s), {@code sim-instant} (no wait at all). An unknown name is a 404, an unknown key or value a 400.
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code ttft}<td>milliseconds from the request to the first token
 * <tr><td>{@code head}<td>milliseconds from the request to the response head, 0 unless given
 * <tr><td>{@code rate}<td>tokens a second; 0: as fast as the socket takes them
 * <tr><td>{@code jitter}<td>0 to 1: by which fraction a gap between two tokens may be shorter or longer
 * <tr><td>{@code tokens}<td>the exact number of content tokens, up to 200,000; then the text stops where it is
 * <tr><td>{@code bytes}<td>least size of each content event's JSON, reached by padding
 * <tr><td>{@code seed}<td>another number, another text and another jitter
 * <tr><td>{@code fault}<td>one or more of those below, joined by {@code +}; {@code none} for none
 * <tr><td>{@code at}<td>after how many content tokens it breaks, 5 unless given; 0: after the head and before the first
 *     event; -1: before the head
 * <tr><td>{@code retry_after}<td>seconds, for the headers {@code Retry-After} and {@code Retry-After-Ms} of a refusal
 * <tr><td>{@code fault-id}, {@code times}<td>the first {@code times} requests with this id see the faults, later ones not
 * </table>
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><td>{@code 401}, {@code 429}, {@code 500}, {@code 503}<td>that status, with an error as OpenAI words it
 * <tr><td>{@code html502}<td>502 with a page of HTML
 * <tr><td>{@code slow-first}<td>10 s to the first token, unless {@code ttft} says otherwise
 * <tr><td>{@code stall}<td>never another byte
 * <tr><td>{@code rst}<td>TCP reset (HTTP/2: RST_STREAM)
 * <tr><td>{@code cut}<td>the response ends cleanly, with neither finish_reason nor {@code [DONE]}; at -1, and where the
 *     answer is not streamed, the connection closes instead
 * <tr><td>{@code error-in-200}<td>an error event, then the end; at 0 it is the first event
 * <tr><td>{@code no-done}<td>finish_reason, but no {@code [DONE]}
 * <tr><td>{@code crlf}<td>lines end with CR LF
 * <tr><td>{@code nospace}<td>{@code data:} without the space
 * <tr><td>{@code comment}<td>comments between events
 * <tr><td>{@code split}<td>a write, and an HTTP chunk, ends inside each code point of several bytes, and at odd places
 * <tr><td>{@code big}<td>token {@code at} is 200 KiB long, all in one event
 * <tr><td>{@code bad-json}<td>the JSON of token {@code at} breaks off in the middle
 * <tr><td>{@code usage-cumulative}<td>each chunk carries the usage so far
 * <tr><td>{@code reject-stream-options}<td>400 where {@code stream_options} is present
 * </table>
 *
 * <p>Behind {@code /v1/messages} the same question gets the same text, and each directive does the same in that API's form: {@code cut}
 * ends without {@code message_stop}, {@code no-done} leaves out that alone, {@code 503} is its 529, {@code usage-cumulative} tells at the end
 * again what was read, and {@code reject-stream-options} has nothing to do.
 *
 * <p>Gemini is spoken at {@code POST /v1beta/models/{model}:generateContent} and {@code :streamGenerateContent}, with and without
 * {@code alt=sse}, the key in {@code x-goog-api-key} or {@code ?key=}, and {@code GET /v1beta/models}: again the same text, and
 * directives as far as that API has what they bend. A stream ends with its finishReason and no other marker, so that {@code no-done}
 * changes nothing, nor does {@code reject-stream-options}; a tool call that was cut is left out; a JSON array has no comments.
 *
 * <p>Confinement: it serves on one event loop of its own. {@link #start} and {@link #close} belong to whoever made it;
 * {@link #record}, {@link #baseUrl} and the hooks' setters may be called on any thread (a crossing: volatile fields).
 */
public final class Simulator {
    private static final int SEND_BUFFER_BYTES = 64 * 1024; // small, so that a reader that stops is felt soon

    private final Vertx vertx;
    private final SimulatorOptions options;
    private final LongSupplier nanos;
    private final Clock wallClock;
    private final TrafficRecord traffic = new TrafficRecord();
    private final FeedTraffic feeds = new FeedTraffic();
    private volatile Consumer<SeenRequest> onRequest = request -> {};
    private volatile Consumer<ServedRequest> onEnd = request -> {};
    private volatile int port;
    private Future<String> deployment;

    /** @param vertx which it gets an event loop of */
    public Simulator(Vertx vertx, SimulatorOptions options) {
        this(vertx, options, System::nanoTime, Clock.systemUTC());
    }

    Simulator(Vertx vertx, SimulatorOptions options, LongSupplier nanos, Clock wallClock) {
        this.vertx = vertx;
        this.options = options;
        this.nanos = nanos;
        this.wallClock = wallClock;
    }

    /**
     * Binds. A simulator starts once.
     *
     * @return the port; fails where it is taken, or with IllegalStateException on a second call
     */
    public Future<Integer> start() {
        if (deployment != null)
            return Future.failedFuture(new IllegalStateException("the simulator was started before"));
        deployment = vertx.deployVerticle(new Verticle());
        return deployment.map(id -> port);
    }

    /** Stops at once: open answers are cut, and count as {@link Ending#CLOSED}. Idempotent. */
    public Future<Void> close() {
        if (deployment == null) return Future.succeededFuture();
        Future<Void> closed = deployment.compose(vertx::undeploy).otherwiseEmpty();
        deployment = Future.failedFuture(new IllegalStateException("the simulator is closed"));
        return closed;
    }

    /**
     * Where an OpenAI client should look for it, such as {@code http://127.0.0.1:9100/v1}.
     *
     * @throws IllegalStateException before it has started
     */
    public URI baseUrl() {
        if (port == 0) throw new IllegalStateException("the simulator has not started");
        String host = options.host().equals("0.0.0.0") || options.host().equals("::") ? "127.0.0.1" : options.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/v1");
    }

    /** What has been served so far; a live view. */
    public TrafficRecord record() {
        return traffic;
    }

    /** Who reads its feeds; a live view. */
    public FeedTraffic feeds() {
        return feeds;
    }

    /** What event n of a feed with this rate says. */
    public static String feedText(long n, double rate) {
        return FeedEndpoint.text(n, rate);
    }

    /** @param hook told of every request under {@code /v1}, with its body, before it is answered; on the simulator's loop; must not throw */
    public Simulator onRequest(Consumer<SeenRequest> hook) {
        onRequest = hook;
        return this;
    }

    /** @param hook told of every chat completion once it has ended; on the simulator's loop; must not throw */
    public Simulator onEnd(Consumer<ServedRequest> hook) {
        onEnd = hook;
        return this;
    }

    /** The whole text that such a request gets. See {@link #expectedText(JsonObject, String)}. */
    public static String expectedText(String model, JsonArray messages) {
        return expectedText(new JsonObject().put("model", model).put("messages", messages), null);
    }

    /**
     * What the simulator answers, faults aside: the text, or, where a tool is called, its arguments.
     *
     * @param request  the body of a chat completion
     * @param simulate the header {@code x-simulate}, or null
     * @throws IllegalArgumentException where the request would be refused
     */
    public static String expectedText(JsonObject request, String simulate) {
        try {
            return Author.answer(ChatRequestReader.read(request, simulate))
                    .pieces()
                    .text();
        } catch (RefusedException refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setAcceptBacklog(4096)
                .setMaxHeaderSize(64 * 1024)
                .setHandle100ContinueAutomatically(true)
                .setHttp2RstFloodMaxRstFramePerWindow(Integer.MAX_VALUE) // clients are meant to leave in crowds
                .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(100_000));
    }

    private final class Verticle implements Deployable {
        private Clockwork clock;
        private ChatEndpoint chat;
        private HttpServer server;

        @Override
        public Future<?> deploy(Context context) {
            clock = new Clockwork(vertx, nanos);
            long now = wallClock.millis();
            chat = new ChatEndpoint(
                    traffic, clock, wallClock, now << 20, seen -> onRequest.accept(seen), ended -> onEnd.accept(ended));
            FeedEndpoint feed = new FeedEndpoint(feeds, clock, wallClock);
            Provider provider =
                    new Provider(options.apiKey(), chat, feed, traffic, now / 1000, seen -> onRequest.accept(seen));
            server = vertx.createHttpServer(serverOptions()).requestHandler(provider::handle);
            server.connectionHandler(connection -> {
                traffic.connection(1);
                connection.closeHandler(closed -> traffic.connection(-1));
            });
            return server.listen().onSuccess(bound -> port = bound.actualPort());
        }

        @Override
        public Future<?> undeploy(Context context) {
            chat.close();
            clock.close();
            return server.close();
        }
    }
}
