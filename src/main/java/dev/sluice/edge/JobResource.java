package dev.sluice.edge;

import dev.sluice.edge.Callers.Caller;
import dev.sluice.edge.JobReading.Draft;
import dev.sluice.job.JobText;
import dev.sluice.job.Jobs;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /api/v1/jobs}: work in the background is submitted, looked at, cancelled and requeued. */
final class JobResource {
    private static final int USUAL_ROWS = 100;

    private final Edge edge;

    JobResource(Edge edge) {
        this.edge = edge;
    }

    void submit(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        String key = ctx.request().getHeader("idempotency-key");
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> {
                    Object json = JobReading.parse(body, "a job, or an array of jobs");
                    List<Draft> drafts = new JobReading(edge, caller.who(), caller.session() != null).read(json, key);
                    return submit(caller, drafts, json instanceof JsonArray);
                })
                .onSuccess(answer -> Answers.json(ctx, 202, answer))
                .onFailure(ctx::fail);
    }

    /** Takes the jobs, once those tabs that want to hear of them do. */
    Future<JsonObject> submit(Caller caller, List<Draft> drafts, boolean array) {
        Set<TabId> tabs = new LinkedHashSet<>();
        for (Draft draft : drafts) if (draft.tab() != null) tabs.add(draft.tab());
        Future<StreamId> mailbox = Future.succeededFuture();
        for (TabId tab : tabs) mailbox = mailbox.compose(before -> jobs().subscribe(caller.session(), tab));
        return mailbox.compose(stream -> {
            List<NewJob> orders = new ArrayList<>(drafts.size());
            for (Draft draft : drafts) orders.add(draft.order(caller.who(), stream));
            return jobs().submit(orders).map(taken -> answer(taken, stream, array));
        });
    }

    private static JsonObject answer(List<Enqueued> taken, StreamId stream, boolean array) {
        JsonArray rows = new JsonArray();
        for (Enqueued each : taken)
            rows.add(new JsonObject()
                    .put("job", each.id().value())
                    .put(
                            "status",
                            each.status() == null ? "expired" : each.status().wire())
                    .put("repeated", each.repeated()));
        JsonObject answer = array ? new JsonObject().put("jobs", rows) : rows.getJsonObject(0);
        return stream == null ? answer : answer.put("stream", stream.value());
    }

    void subscribe(RoutingContext ctx) {
        Buffer body = ctx.body().buffer();
        edge.callers()
                .session(ctx.request())
                .compose(session -> {
                    String tab = Json.string(Json.object(body), "tab");
                    return jobs().subscribe(session, tab == null ? TabId.DEFAULT : new TabId(tab));
                })
                .onSuccess(stream -> Answers.json(ctx, 202, new JsonObject().put("stream", stream.value())))
                .onFailure(ctx::fail);
    }

    void get(RoutingContext ctx) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> jobs().find(id(ctx), caller.who()))
                .onSuccess(job -> Answers.json(ctx.response(), 200, JobText.whole(job)))
                .onFailure(ctx::fail);
    }

    /** {@code ?status=} {@code &limit=} {@code &before=}: the newest first. */
    void list(RoutingContext ctx) {
        String status = ctx.queryParams().get("status");
        list(ctx, () -> status == null ? null : JobStatus.of("status", status));
    }

    void dead(RoutingContext ctx) {
        list(ctx, () -> JobStatus.DEAD);
    }

    private void list(RoutingContext ctx, Supplier<JobStatus> status) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> {
                    long most = number(ctx, "limit", USUAL_ROWS);
                    if (most < 1 || most > JobQuery.MOST)
                        throw new InvalidValueException("limit", most, "a whole number from 1 to " + JobQuery.MOST);
                    return jobs().list(caller.who(), status.get(), number(ctx, "before", Long.MAX_VALUE), (int) most);
                })
                .onSuccess(found -> Answers.json(ctx.response(), 200, rows(found)))
                .onFailure(ctx::fail);
    }

    /** {@code {"jobs":[…],"before":n}}: the next page is before n; null behind the last job. */
    private static Buffer rows(List<Job> found) {
        Buffer out = Buffer.buffer(64 + found.size() * 320).appendString("{\"jobs\":[");
        String comma = "";
        for (Job job : found) {
            out.appendString(comma).appendBuffer(JobText.row(job));
            comma = ",";
        }
        String last = found.isEmpty()
                ? "null"
                : Long.toString(found.get(found.size() - 1).sequence());
        return out.appendString("],\"before\":").appendString(last).appendString("}");
    }

    private static long number(RoutingContext ctx, String name, long otherwise) {
        String value = ctx.queryParams().get(name);
        if (value == null) return otherwise;
        if (!value.matches("\\d{1,18}")) throw new InvalidValueException(name, value, "a whole number, 0 or more");
        return Long.parseLong(value);
    }

    void counts(RoutingContext ctx) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> jobs().counts())
                .onSuccess(counts -> Answers.json(ctx, 200, JobText.counts(counts)))
                .onFailure(ctx::fail);
    }

    void requeue(RoutingContext ctx) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> jobs().requeue(id(ctx), caller.who()))
                .onSuccess(job -> Answers.json(ctx.response(), 202, JobText.whole(job)))
                .onFailure(ctx::fail);
    }

    void remove(RoutingContext ctx) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> jobs().remove(id(ctx), caller.who()))
                .onSuccess(job -> {
                    if (job == null) Answers.empty(ctx);
                    else Answers.json(ctx.response(), 200, JobText.whole(job));
                })
                .onFailure(ctx::fail);
    }

    void purge(RoutingContext ctx) {
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> jobs().purge(caller.who()))
                .onSuccess(gone -> Answers.json(ctx, 200, new JsonObject().put("purged", gone)))
                .onFailure(ctx::fail);
    }

    private static JobId id(RoutingContext ctx) {
        return new JobId(ctx.pathParam("job"));
    }

    private Jobs jobs() {
        return edge.parts().jobs();
    }
}
