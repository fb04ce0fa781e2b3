package dev.sluice.edge;

import dev.sluice.model.Config;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Set;
import java.util.regex.Pattern;

/** All paths of the edge and who answers them. */
final class Api {
    private static final String OWN = "/api/v1";

    private Api() {}

    static Router router(Edge edge) {
        Config.Listen listen = edge.parts().config().listen();
        Router router = Router.router(edge.vertx());
        Answers answers = new Answers(listen.maxBodyBytes());
        Reception reception = edge.reception();
        router.route().handler(reception::handle).failureHandler(answers::failed);
        // A path that is badly escaped matches no route, and so none's failure handler.
        router.errorHandler(400, ctx -> {
            reception.unrouted(ctx);
            answers.unreadablePath(ctx);
        });
        if (!listen.corsOrigins().isEmpty()) router.route().handler(new Cors(Set.copyOf(listen.corsOrigins()))::handle);
        Draining draining = new Draining(edge.parts());
        router.route().handler(draining::farewell);
        BodyHandler body = BodyHandler.create(false).setBodyLimit(listen.maxBodyBytes());

        router.post(Faces.CHAT_COMPLETIONS)
                .handler(body)
                .handler(draining::work)
                .handler(new DropIn(edge, Faces.OPENAI)::post);
        router.post(Faces.MESSAGES)
                .handler(body)
                .handler(draining::work)
                .handler(new DropIn(edge, Faces.ANTHROPIC)::post);
        DropIn events = new DropIn(edge, Faces.GEMINI_EVENTS);
        DropIn array = new DropIn(edge, Faces.GEMINI_ARRAY);
        router.postWithRegex(Pattern.quote(Faces.MODELS) + "(?<call>.+)")
                .putMetadata(Templates.KEY, Faces.MODELS + ":call")
                .handler(body)
                .handler(draining::work)
                .handler(ctx -> {
                    if ("sse".equals(ctx.queryParams().get("alt"))) events.post(ctx);
                    else array.post(ctx);
                });
        ModelsResource models = new ModelsResource(edge);
        router.get("/v1/models").handler(models::list);
        router.get("/v1/models/:model").handler(models::get);

        ChannelResource channel = new ChannelResource(edge);
        router.get(OWN + "/channel").handler(channel::get);
        SessionResource session = new SessionResource(edge, draining);
        router.post(OWN + "/session").handler(body).handler(session::create);
        router.delete(OWN + "/session").handler(session::end);
        router.post(OWN + "/session/ticket").handler(session::ticket);
        TabResource tabs = new TabResource(edge);
        router.put(OWN + "/tabs/:tab").handler(tabs::open);
        router.post(OWN + "/tabs/:tab/close").handler(tabs::close);
        StreamResource streams = new StreamResource(edge);
        router.post(OWN + "/streams").handler(body).handler(draining::work).handler(streams::submit);
        router.get(OWN + "/streams/:stream").handler(streams::read);
        router.delete(OWN + "/streams/:stream").handler(streams::stop);
        router.post(OWN + "/streams/:stream/subscribe").handler(body).handler(streams::subscribe);

        FeedResource feeds = new FeedResource(edge);
        router.get(OWN + "/feeds/:feed").handler(feeds::read);
        router.post(OWN + "/feeds/:feed/subscribe").handler(body).handler(feeds::subscribe);
        router.post(OWN + "/feeds/:feed/unsubscribe").handler(body).handler(feeds::unsubscribe);
        router.post(OWN + "/feeds/:feed/events").handler(body).handler(feeds::publish);
        router.get(OWN + "/usage").handler(new UsageResource(edge)::read);

        jobs(router, body, edge);

        HealthResource health = new HealthResource(edge.parts().ready());
        router.get("/health").handler(health::alive);
        router.get("/ready").handler(health::ready);
        if (listen.demo()) DemoResource.mount(router, edge.parts().counts());
        router.route().last().handler(answers::unknownPath);
        reception.knows(new Templates(router));
        return router;
    }

    private static void jobs(Router router, BodyHandler body, Edge edge) {
        JobResource jobs = new JobResource(edge);
        router.post(OWN + "/jobs").handler(body).handler(jobs::submit);
        router.get(OWN + "/jobs").handler(jobs::list);
        router.post(OWN + "/jobs/subscribe").handler(body).handler(jobs::subscribe);
        router.get(OWN + "/jobs/stats").handler(jobs::counts);
        router.get(OWN + "/jobs/dead").handler(jobs::dead);
        router.delete(OWN + "/jobs/dead").handler(jobs::purge);
        router.get(OWN + "/jobs/:job").handler(jobs::get);
        router.delete(OWN + "/jobs/:job").handler(jobs::remove);
        router.post(OWN + "/jobs/:job/requeue").handler(jobs::requeue);
        router.post(OWN + "/batch").handler(body).handler(new BatchResource(edge)::post);
        TemplateResource templates = new TemplateResource(edge, jobs);
        router.post(OWN + "/templates/:template").handler(body).handler(templates::post);
        router.post(OWN + "/copy/generate").handler(body).handler(templates::copy);
    }
}
