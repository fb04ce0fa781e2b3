package dev.sluice.edge;

import dev.sluice.channel.SseOutlet;
import dev.sluice.channel.StreamWatch;
import dev.sluice.channel.Wire;
import dev.sluice.hub.Answer;
import dev.sluice.hub.StreamStatus;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Principal;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/v1/streams}: answers are asked for, read, joined and stopped. */
final class StreamResource {
    private final Edge edge;
    private final Submission submission;

    StreamResource(Edge edge) {
        this.edge = edge;
        this.submission = new Submission(edge);
    }

    void submit(RoutingContext ctx) {
        Buffer body = body(ctx);
        edge.callers()
                .session(ctx.request())
                .compose(session -> submission.submit(
                        session,
                        edge.provenance().of(ctx.request()),
                        body,
                        ctx.request().getHeader("idempotency-key"),
                        Sharing.wish(ctx.request())))
                .onSuccess(done -> Answers.json(ctx, 202, Submission.json(done)))
                .onFailure(ctx::fail);
    }

    void subscribe(RoutingContext ctx) {
        JsonObject body = Json.object(body(ctx));
        edge.callers()
                .session(ctx.request())
                .compose(session -> submission.subscribe(
                        session, ctx.pathParam("stream"), Json.string(body, "tab"), Json.string(body, "share")))
                .onSuccess(done -> Answers.json(ctx, 202, Submission.json(done)))
                .onFailure(ctx::fail);
    }

    void stop(RoutingContext ctx) {
        edge.callers()
                .session(ctx.request())
                .compose(session -> submission.stop(session, ctx.pathParam("stream")))
                .onSuccess(stopped -> Answers.empty(ctx))
                .onFailure(ctx::fail);
    }

    /** A snapshot as JSON, or the stream itself, by what the caller accepts. */
    void read(RoutingContext ctx) {
        String share = ctx.queryParams().get("share");
        reader(ctx, share)
                .compose(who -> submission.readable(ctx.pathParam("stream"), who, share))
                .onSuccess(answer -> {
                    if (share != null) ctx.response().putHeader("access-control-allow-origin", "*");
                    if (ChannelResource.acceptsEvents(ctx.request())) watch(ctx, answer);
                    else snapshot(ctx, answer);
                })
                .onFailure(ctx::fail);
    }

    /** A share token needs no session. */
    private Future<Principal> reader(RoutingContext ctx, String share) {
        Future<Principal> who = edge.callers().session(ctx.request()).map(state -> state.principal());
        return share == null ? who : who.otherwise((Principal) null);
    }

    private void snapshot(RoutingContext ctx, Answer answer) {
        answer.touched();
        StreamLog log = answer.log();
        Transcript said = log.transcript();
        JsonObject head = new JsonObject()
                .put("stream", log.id().value())
                .put("status", StreamStatus.of(log))
                .put("model", answer.model());
        Answers.json(ctx.response(), 200, Wire.reading(head, said, log.terminal(), log.tail()));
    }

    private void watch(RoutingContext ctx, Answer answer) {
        HttpServerResponse response = ctx.response();
        String last = ctx.request().getHeader("last-event-id");
        if (StreamWatch.finished(answer.log(), last)) {
            Answers.empty(ctx);
            return;
        }
        ChannelResource.head(ctx.request());
        answer.readerCame();
        StreamWatch watch = new StreamWatch(
                answer.log(),
                last,
                new SseOutlet(ctx.request()),
                edge.loop(),
                edge.parts().config().channel(),
                edge.parts().channelObserver(),
                edge.random(),
                answer::readerLeft);
        response.exceptionHandler(gone -> watch.close());
        response.closeHandler(v -> watch.close());
        watch.open();
    }

    private static Buffer body(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        return body == null ? Buffer.buffer(0) : body;
    }
}
