package dev.sluice.edge;

import dev.sluice.channel.Bye;
import dev.sluice.channel.SseOutlet;
import dev.sluice.channel.StreamWatch;
import dev.sluice.channel.Wire;
import dev.sluice.hub.feed.FeedPosition;
import dev.sluice.hub.feed.FeedRule;
import dev.sluice.hub.feed.FeedStart;
import dev.sluice.hub.feed.Feeds;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.FeedConfig.Read;
import dev.sluice.model.FeedName;
import dev.sluice.model.Frame;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** {@code /api/v1/feeds/{feed}}: subscribed to, read alone, looked at, published to. */
final class FeedResource {
    private static final int MOST_EVENTS = 1000;
    private static final int MOST_BYTES = 1024 * 1024;

    private final Edge edge;
    private final FeedAccess access;

    FeedResource(Edge edge) {
        this.edge = edge;
        this.access = new FeedAccess(edge);
    }

    private Feeds feeds() {
        return edge.parts().feeds();
    }

    void subscribe(RoutingContext ctx) {
        JsonObject asked = Json.object(ctx.body().buffer());
        edge.callers()
                .session(ctx.request())
                .compose(session -> access.subscribe(session, ctx.pathParam("feed"), asked))
                .onSuccess(done -> Answers.json(ctx, 202, done))
                .onFailure(ctx::fail);
    }

    /** POST, since a page that goes away can only send a beacon. */
    void unsubscribe(RoutingContext ctx) {
        JsonObject asked = Json.object(ctx.body().buffer());
        edge.callers()
                .session(ctx.request())
                .compose(session -> access.unsubscribe(session, ctx.pathParam("feed"), asked))
                .onSuccess(done -> Answers.empty(ctx))
                .onFailure(ctx::fail);
    }

    void publish(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        FeedName name = new FeedName(ctx.pathParam("feed"));
        edge.callers()
                .direct(ctx.request())
                .compose(who -> feeds().publish(edge.feedLane(), who, name, Publication.read(body)))
                .onSuccess(done -> Answers.json(ctx, 200, Publication.answer(name, done)))
                .onFailure(ctx::fail);
    }

    /** What is kept as JSON, or the feed itself, by what the caller accepts. */
    void read(RoutingContext ctx) {
        FeedName name = new FeedName(ctx.pathParam("feed"));
        FeedStart start = start(ctx);
        edge.callers()
                .reader(ctx.request())
                .otherwise((Principal) null)
                .map(who -> feeds().readable(name, who))
                .onSuccess(rule -> {
                    HttpServerResponse response = ctx.response();
                    boolean open = rule.config().read() == Read.PUBLIC;
                    if (open && !response.headers().contains("access-control-allow-origin"))
                        response.putHeader("access-control-allow-origin", "*");
                    if (ChannelResource.acceptsEvents(ctx.request())) watch(ctx, name, rule, start);
                    else look(ctx, name, start);
                })
                .onFailure(ctx::fail);
    }

    private void look(RoutingContext ctx, FeedName name, FeedStart start) {
        FeedStart from = start instanceof FeedStart.Live ? new FeedStart.Last(MOST_EVENTS) : start;
        feeds().look(edge.feedLane(), name, from)
                .onSuccess(at -> Answers.json(ctx.response(), 200, reading(name, at)))
                .onFailure(ctx::fail);
    }

    /** @param at null where there is nothing yet */
    private static Buffer reading(FeedName name, FeedPosition at) {
        List<Frame> past = new ArrayList<>();
        if (at != null) at.log().read(at.from(), MOST_EVENTS, MOST_BYTES, past);
        long from = past.isEmpty() ? at == null ? 0 : at.from() : past.get(0).seq() - 1;
        String head = new JsonObject()
                .put("feed", name.value())
                .put("stream", name.stream().value())
                .put("state", at == null ? "idle" : at.state())
                .put("from", from)
                .put("seq", past.isEmpty() ? from : past.get(past.size() - 1).seq())
                .put("tail", at == null ? 0 : at.log().tail())
                .put("found", at == null || at.whole() && from == at.from())
                .encode();
        return Buffer.buffer(head.substring(0, head.length() - 1))
                .appendString(",\"events\":")
                .appendBuffer(Wire.past(past))
                .appendString("}");
    }

    private void watch(RoutingContext ctx, FeedName name, FeedRule rule, FeedStart start) {
        ChannelResource.head(ctx.request());
        if (!edge.parts().ready().getAsBoolean()) {
            turnAway(ctx.request(), "draining");
            return;
        }
        Future<FeedPosition> came = feeds().readerCame(edge.feedLane(), name, rule, start);
        came.onSuccess(at -> open(ctx.request(), name, at)).onFailure(failure -> {
            boolean later = failure instanceof FailureException f && f.failure().kind() == Failure.Kind.OVERLOADED;
            // A standard EventSource would never come back behind an error status.
            if (later) turnAway(ctx.request(), "overloaded");
            else ctx.fail(failure);
        });
    }

    private void turnAway(HttpServerRequest request, String reason) {
        long retryMillis = edge.parts().channels().retryMillis();
        Bye.turnAway(new SseOutlet(request), reason, true, retryMillis);
    }

    private void open(HttpServerRequest request, FeedName name, FeedPosition at) {
        HttpServerResponse response = request.response();
        StreamWatch watch = new StreamWatch(
                at.log(),
                at.epoch(),
                at.from(),
                new SseOutlet(request),
                edge.loop(),
                edge.parts().config().channel(),
                edge.parts().channelObserver(),
                edge.random(),
                () -> feeds().readerLeft(name));
        response.exceptionHandler(gone -> watch.close());
        response.closeHandler(v -> watch.close());
        if (response.closed()) {
            watch.close();
            return;
        }
        if (!at.whole()) watch.begunWithGap();
        watch.open();
    }

    /** The header wins: a reconnecting EventSource repeats its first URL with the header added. */
    private static FeedStart start(RoutingContext ctx) {
        String last = ctx.request().getHeader("last-event-id");
        if (last != null && !last.isEmpty()) return new FeedStart.Resume(last);
        JsonObject asked = new JsonObject();
        ctx.queryParams().forEach((name, value) -> {
            boolean number = name.equals("history") || name.equals("after");
            if (number && !value.matches("\\d{1,18}"))
                throw new InvalidValueException(name, value, "a whole number, 0 or more");
            if (number) asked.put(name, number(value));
            else if (name.equals("since")) asked.put(name, value);
        });
        return FeedAccess.start(asked);
    }

    private static Number number(String digits) {
        long n = Long.parseLong(digits);
        return n <= Integer.MAX_VALUE ? (Number) (int) n : (Number) n;
    }
}
