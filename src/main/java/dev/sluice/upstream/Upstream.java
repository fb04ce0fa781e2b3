package dev.sluice.upstream;

import dev.sluice.dialect.Speech;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamConfig.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * One configured upstream as one event loop sees it: its connections and its calls. Make one for each loop, on that loop or before its
 * first call, and call it from that loop only. It takes no permits: the caller holds one for each call.
 *
 * <p>A call is attempted at one endpoint after the other, as the configuration allows, until the first content; whoever fails over to
 * another upstream stands in front of it.
 */
public final class Upstream {
    /** A refusal's body is read up to here: enough for any error, too little for an attack. */
    static final int REFUSAL_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final UpstreamState state;
    private final List<Site> sites;
    private final Speech speech;
    private final Refusals refusals;
    private final RefusedMembers refused;
    private Thread loop;

    /**
     * Must be made on the loop that its calls belong to.
     *
     * @param state shared by all loops
     */
    public Upstream(Vertx vertx, UpstreamState state) {
        this(vertx, state, url -> Connections.options(state.config(), url));
    }

    Upstream(Vertx vertx, UpstreamState state, Function<URI, HttpClientOptions> options) {
        this.vertx = vertx;
        this.state = state;
        this.sites = state.sites().stream()
                .map(e -> new Site(vertx, state.config(), e.url(), options.apply(e.url())))
                .toList();
        this.speech = Speeches.of(state.config().dialect(), state.time());
        this.refusals = new Refusals(
                speech,
                state.config().apiKeys(),
                state.sites().stream().map(EndpointConfig::url).toList());
        this.refused = new RefusedMembers(state.time());
    }

    /** How its provider is asked. */
    public Speech speech() {
        return speech;
    }

    /** What its provider is better not sent, as this loop has found out. */
    public RefusedMembers refused() {
        return refused;
    }

    /** Opens a stream. The handler is never called before this returns. */
    public StreamCall stream(UpstreamRequest request, StreamHandler handler) {
        assertLoop();
        SseCall call = new SseCall(this, request, handler);
        call.begin();
        return call;
    }

    /** Sends a request that does not stream. */
    public JsonCall json(UpstreamRequest request) {
        assertLoop();
        WholeCall call = new WholeCall(this, request);
        call.begin();
        return call;
    }

    /** Closes all connections; calls that are open fail with {@code upstream_reset}. Idempotent. */
    public Future<Void> close() {
        return Future.join(sites.stream().map(Site::close).toList()).mapEmpty();
    }

    Vertx vertx() {
        return vertx;
    }

    UpstreamState state() {
        return state;
    }

    Site site(int index) {
        return sites.get(index);
    }

    Timeouts timeouts() {
        return state.config().timeouts();
    }

    Refusals refusals() {
        return refusals;
    }

    Instant now() {
        return Instant.ofEpochMilli(state.time().millis());
    }

    Exchange exchange(Attempts attempts, Exchange.Listener listener) {
        return new Exchange(
                vertx, state.time(), attempts.totalDue(), attempts.request().body(), listener);
    }

    void assertLoop() {
        if (loop == null) loop = Thread.currentThread();
        assert loop == Thread.currentThread() : state.config() + " belongs to " + loop;
    }
}
