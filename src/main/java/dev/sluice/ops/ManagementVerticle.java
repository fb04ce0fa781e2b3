package dev.sluice.ops;

import dev.sluice.model.Config;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import java.util.List;

/** The port for operators: serves its pages, on a loop that no reader's connection is on. */
public final class ManagementVerticle extends AbstractVerticle {
    private final Config.Management config;
    private final List<ManagementPage> pages;
    private HttpServer server;

    /** @param pages what is served, each by its own paths */
    public ManagementVerticle(Config.Management config, List<ManagementPage> pages) {
        this.config = config;
        this.pages = List.copyOf(pages);
    }

    @Override
    public void start(Promise<Void> started) {
        server = vertx.createHttpServer().requestHandler(ManagementRouter.of(vertx, pages));
        server.listen(config.port(), config.host()).<Void>mapEmpty().onComplete(started);
    }

    /** The port that is really bound. */
    public int port() {
        return server.actualPort();
    }
}
