package dev.sluice.ops;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.upstream.endpoint.EndpointView;
import dev.sluice.upstream.endpoint.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /admin}: what there is to command, and the commands. {@code POST /admin/drain} ({@code {"exit": true}} ends the process, too),
 * {@code /admin/ready}, {@code /admin/reload}, {@code /admin/endpoints/{upstream}/{endpoint}}. Each that was carried out is logged.
 */
public final class AdminPages implements ManagementPage {
    private static final Logger LOG = LoggerFactory.getLogger(AdminPages.class);
    private static final String ROOT = "/admin";
    private static final String ENDPOINTS = ROOT + "/endpoints/";
    private static final List<String> COMMANDS = List.of("drain", "ready", "reload", "endpoints/{upstream}/{endpoint}");

    /** What carries the commands out. Any thread; answers come on any. */
    public interface Commands {
        /** Whether the node takes sessions. */
        boolean ready();

        /**
         * Takes no more sessions, and has the readers leave.
         *
         * @param andExit whether the process is to end once that is done
         */
        void drain(boolean andExit);

        /** Calls a drain off; fails where the node is ending. */
        Future<Void> takeAgain();

        /** {@code {status, changed, needs_restart}}; fails with {@link RefusedConfigException}, or CONFLICT while another one runs. */
        Future<JsonObject> reload();

        /** By the upstreams' names. */
        Map<String, Endpoints> upstreams();
    }

    private final Commands commands;
    private final AdminGate gate;

    /** @param gate who may */
    public AdminPages(Commands commands, AdminGate gate) {
        this.commands = commands;
        this.gate = gate;
    }

    @Override
    public void mount(Router router) {
        router.route(ROOT + "*").handler(gate::handle);
        router.get(ROOT).handler(ctx -> ManagementAnswers.json(ctx, 200, overview()));
        router.post(ROOT + "/drain").handler(this::drain);
        router.post(ROOT + "/ready")
                .handler(ctx -> answer(ctx, commands.takeAgain().map(done -> status())));
        router.post(ROOT + "/reload").handler(ctx -> answer(ctx, commands.reload()));
        router.postWithRegex("\\/admin\\/endpoints\\/.+")
                .setName(ENDPOINTS + "{upstream}/{endpoint}")
                .handler(this::endpoint);
        router.route(ROOT + "/*").handler(AdminPages::unknown);
    }

    private JsonObject status() {
        return new JsonObject().put("status", commands.ready() ? "ready" : "draining");
    }

    private JsonObject overview() {
        JsonObject upstreams = new JsonObject();
        commands.upstreams().forEach((name, endpoints) -> {
            JsonArray all = new JsonArray();
            for (EndpointView view : endpoints.views()) all.add(EndpointOrder.json(view));
            upstreams.put(name, all);
        });
        JsonArray paths = new JsonArray();
        for (String command : COMMANDS) paths.add("POST " + ROOT + "/" + command);
        return status().put("commands", paths).put("upstreams", upstreams);
    }

    private void drain(RoutingContext ctx) {
        JsonObject body = AdminBody.of(ctx, "exit");
        Object exit = body.getValue("exit", false);
        if (!(exit instanceof Boolean yes)) throw new InvalidValueException("exit", exit, "true or false");
        commands.drain(yes);
        LOG.info("admin: drain{} by {}", yes ? " and exit" : "", from(ctx));
        ManagementAnswers.json(
                ctx, 202, new JsonObject().put("status", "draining").put("exit", yes));
    }

    private void endpoint(RoutingContext ctx) {
        EndpointOrder order = EndpointOrder.of(AdminBody.of(ctx, "state", "weight"));
        String rest = ctx.normalizedPath().substring(ENDPOINTS.length());
        int slash = rest.indexOf('/');
        String upstream = AdminBody.decoded(slash < 0 ? rest : rest.substring(0, slash));
        String name = slash < 0 ? "" : AdminBody.decoded(rest.substring(slash + 1));
        Endpoints endpoints = commands.upstreams().get(upstream);
        if (endpoints == null)
            throw missing("upstream", upstream, commands.upstreams().keySet());
        EndpointView now = order.give(endpoints, name);
        if (now == null)
            throw missing(
                    "endpoint",
                    name,
                    endpoints.views().stream().map(EndpointView::name).toList());
        LOG.info("admin: upstream {}: endpoint {}: {} by {}", upstream, name, order, from(ctx));
        ManagementAnswers.json(ctx, 200, EndpointOrder.json(now));
    }

    private static RuntimeException missing(String what, String got, Iterable<String> known) {
        String message =
                what + ": got " + InvalidValueException.show(got) + ", expected one of " + String.join(", ", known);
        return new Failure(Kind.NOT_FOUND, "unknown_" + what, message, what, null).exception();
    }

    private static void unknown(RoutingContext ctx) {
        String got = InvalidValueException.show(
                ctx.request().method() + " " + ctx.request().path());
        String message =
                "got " + got + ", expected GET /admin or POST /admin/ and one of " + String.join(", ", COMMANDS);
        ctx.fail(Failure.of(Kind.NOT_FOUND, "unknown_command", message).exception());
    }

    private static void answer(RoutingContext ctx, Future<JsonObject> future) {
        future.onSuccess(body -> {
                    LOG.info("admin: {} by {}", ctx.request().path(), from(ctx));
                    ManagementAnswers.json(ctx, 200, body);
                })
                .onFailure(ctx::fail);
    }

    private static String from(RoutingContext ctx) {
        return ctx.request().remoteAddress().hostAddress();
    }
}
