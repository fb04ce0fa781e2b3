package dev.sluice.edge;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.edge.Callers.Caller;
import dev.sluice.edge.JobReading.Draft;
import dev.sluice.job.Answer;
import dev.sluice.job.Template;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Provenance;
import dev.sluice.model.TabId;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code POST /api/v1/templates/{template}}, and {@code POST /api/v1/copy/generate}, which is the template {@code copy}. The body holds
 * the variables. {@code ?as=json}, {@code stream} or {@code job} says how to answer; without it {@code Prefer: respond-async} (RFC 7240)
 * asks for a job, and {@code Accept: text/event-stream} for a stream.
 */
final class TemplateResource {
    private static final String COPY = "copy";

    private final Edge edge;
    private final JobResource jobs;

    TemplateResource(Edge edge, JobResource jobs) {
        this.edge = edge;
        this.jobs = jobs;
    }

    void post(RoutingContext ctx) {
        post(ctx, ctx.pathParam("template"));
    }

    void copy(RoutingContext ctx) {
        post(ctx, COPY);
    }

    private void post(RoutingContext ctx, String name) {
        Buffer body = ctx.body().buffer();
        edge.callers()
                .caller(ctx.request())
                .compose(caller -> {
                    Template template = edge.parts().templates().find(name, "template");
                    String model = ctx.queryParams().get("model");
                    OpenAiRequest request = Prompt.fill(edge, template, Json.object(body), model, "");
                    return switch (as(ctx)) {
                        case "json" -> json(ctx, caller, request);
                        case "stream" -> stream(ctx, caller, request);
                        default -> job(ctx, caller, new Prompt(request, template.name()));
                    };
                })
                .onFailure(ctx::fail);
    }

    private static String as(RoutingContext ctx) {
        String as = ctx.queryParams().get("as");
        if (as == null) {
            String prefer = ctx.request().getHeader("prefer");
            if (prefer != null && prefer.contains("respond-async")) return "job";
            return ChannelResource.acceptsEvents(ctx.request()) ? "stream" : "json";
        }
        if (as.equals("json") || as.equals("stream") || as.equals("job")) return as;
        throw new InvalidValueException("as", as, "json, stream or job");
    }

    private Future<Void> json(RoutingContext ctx, Caller caller, OpenAiRequest request) {
        HttpServerResponse response = ctx.response();
        Answer answer = Answer.ask(
                edge.parts().hub(),
                edge.lane(),
                edge.loop(),
                caller.who(),
                from(ctx),
                request,
                edge.parts().config().streams().maxBytes(),
                Sharing.wish(ctx.request()));
        response.closeHandler(v -> answer.cancel());
        response.exceptionHandler(gone -> answer.cancel());
        return answer.result().map(result -> {
            Answers.json(response, 200, result);
            return null;
        });
    }

    private Future<Void> stream(RoutingContext ctx, Caller caller, OpenAiRequest request) {
        HttpServerResponse response = ctx.response();
        return edge.parts()
                .hub()
                .direct(edge.lane(), caller.who(), from(ctx), request, Sharing.wish(ctx.request()))
                .map(completion -> {
                    DirectAnswer answer = new DirectAnswer(ctx, completion, edge, new EventWriter());
                    response.closeHandler(v -> answer.close());
                    response.exceptionHandler(gone -> answer.close());
                    if (response.closed()) answer.close();
                    else answer.open();
                    return null;
                });
    }

    private Future<Void> job(RoutingContext ctx, Caller caller, Prompt prompt) {
        edge.parts().hub().routes().find(prompt.request().model(), caller.who().tier(), null);
        String key = ctx.request().getHeader("idempotency-key");
        String tab = ctx.queryParams().get("tab");
        TabId told = caller.session() == null ? null : tab == null ? TabId.DEFAULT : new TabId(tab);
        Draft draft = new Draft(prompt, NewJob.USUAL, 0, key, told);
        return jobs.submit(caller, List.of(draft), false).map((JsonObject answer) -> {
            ctx.response().putHeader("preference-applied", "respond-async");
            Answers.json(ctx, 202, answer);
            return null;
        });
    }

    private Provenance from(RoutingContext ctx) {
        return edge.provenance().of(ctx.request());
    }
}
