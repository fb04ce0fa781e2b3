package dev.sluice.edge;

import dev.sluice.model.Answered;
import dev.sluice.model.EdgeObserver;
import dev.sluice.model.FailureException;
import dev.sluice.model.Time;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.random.RandomGenerator;

/**
 * The first to see each request and the last to see its answer's head: gives the request its id, and tells the observer what became of
 * it. The id is the caller's own {@code X-Request-Id} where that is one word of 1 to 64 characters, else one that is made; the answer's head
 * tells it. Belongs to one loop.
 */
final class Reception {
    /** In the answer's head from the beginning: whoever wants the request's id finds it there. */
    static final String REQUEST_ID = "x-request-id";

    private static final int MAX_ID = 64;
    private static final String BEGAN = "sluice.began";
    private static final int SWITCHING_PROTOCOLS = 101;

    private final EdgeObserver observer;
    private final Time time;
    /** What the ids that are made here begin with: no other loop's and no other node's do. */
    private final String made;

    private long number;
    private Templates templates;

    /** @param random for the ids: names, not secrets */
    Reception(EdgeObserver observer, Time time, RandomGenerator random) {
        this.observer = observer;
        this.time = time;
        this.made = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()) + "-";
    }

    /** All that the router serves is mounted. */
    void knows(Templates all) {
        templates = all;
    }

    void handle(RoutingContext ctx) {
        long began = time.nanos();
        ctx.response().putHeader(REQUEST_ID, id(ctx.request().getHeader(REQUEST_ID)));
        if (ctx.request().headers().contains("upgrade")) ctx.put(BEGAN, began);
        ctx.addHeadersEndHandler(v -> answered(ctx, template(ctx), began));
        ctx.next();
    }

    /** A path that no route could even look at. */
    void unrouted(RoutingContext ctx) {
        long began = time.nanos();
        ctx.response().putHeader(REQUEST_ID, id(ctx.request().getHeader(REQUEST_ID)));
        ctx.addHeadersEndHandler(v -> answered(ctx, null, began));
    }

    /** The request became a WebSocket, whose head no handler sees. */
    void upgraded(RoutingContext ctx) {
        Long began = ctx.get(BEGAN);
        long nanos = began == null ? 0 : time.nanos() - began;
        String route = Templates.of(ctx.currentRoute());
        String method = ctx.request().method().name();
        observer.answered(new Answered(idOf(ctx.request()), method, route, SWITCHING_PROTOCOLS, null, nanos));
    }

    static String idOf(HttpServerRequest request) {
        return request.response().headers().get(REQUEST_ID);
    }

    private void answered(RoutingContext ctx, String route, long began) {
        // A channel's response lives for hours, and would keep alive all that its request brought. Added first, this is
        // called last.
        ctx.response().headersEndHandler(null);
        String code = ctx.failure() instanceof FailureException f ? f.failure().code() : null;
        int status = ctx.response().getStatusCode();
        String method = ctx.request().method().name();
        observer.answered(new Answered(idOf(ctx.request()), method, route, status, code, time.nanos() - began));
    }

    private String template(RoutingContext ctx) {
        if (!ctx.failed()) return Templates.of(ctx.currentRoute());
        return templates.of(ctx.request().method(), ctx.normalizedPath());
    }

    private String id(String came) {
        return came != null && sane(came) ? came : made + Long.toString(++number, Character.MAX_RADIX);
    }

    private static boolean sane(String id) {
        if (id.isEmpty() || id.length() > MAX_ID) return false;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!ok && "._~:+/=-".indexOf(c) < 0) return false;
        }
        return true;
    }
}
