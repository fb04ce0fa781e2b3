package dev.sluice.ops;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All paths of the management port and who answers them. */
final class ManagementRouter {
    private static final int BODY_BYTES = 64 * 1024;

    private ManagementRouter() {}

    static Router of(Vertx vertx, List<ManagementPage> pages) {
        Router router = Router.router(vertx);
        router.route().failureHandler(ManagementAnswers::failed);
        router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
        for (ManagementPage page : pages) page.mount(router);
        String exists = list(router);
        router.errorHandler(404, ctx -> ManagementAnswers.unknown(ctx, exists));
        router.errorHandler(405, ctx -> ManagementAnswers.unknown(ctx, exists));
        return router;
    }

    /** Each path with its methods, in the order in which they were mounted. */
    private static String list(Router router) {
        return router.getRoutes().stream()
                .filter(route -> route.getName() != null && route.methods() != null)
                .map(route -> methods(route.methods()) + " " + name(route))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String name(Route route) {
        return route.getName().replaceAll(":(\\w+)", "{$1}");
    }

    private static String methods(Set<HttpMethod> methods) {
        return methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining("/"));
    }
}
