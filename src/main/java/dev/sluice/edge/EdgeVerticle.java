package dev.sluice.edge;

import dev.sluice.channel.Departure;
import dev.sluice.channel.Loop;
import dev.sluice.hub.Lane;
import dev.sluice.hub.feed.FeedLane;
import dev.sluice.model.Config;
import dev.sluice.upstream.Sources;
import dev.sluice.upstream.Upstream;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One event loop's face to the world: builds what belongs to the loop, binds the port, lets go in order. */
public final class EdgeVerticle extends AbstractVerticle {
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    private final EdgeParts parts;
    private Sources sources;
    private Loop loop;
    private Lane lane;
    private LoopProbe probe;
    private HttpServer server;

    /** @param parts what the verticles of all loops share */
    public EdgeVerticle(EdgeParts parts) {
        this.parts = parts;
    }

    @Override
    public void start(Promise<Void> started) {
        Config config = parts.config();
        loop = new Loop(vertx, parts.time());
        Authenticators authenticators = new Authenticators(vertx, parts.plans());
        Callers callers = new Callers(
                config,
                parts.sessions(),
                authenticators,
                authenticators::revoked,
                config.sessions().anonymous());
        SplittableRandom random = new SplittableRandom(parts.time().nanos());
        lane = new Lane(vertx, loop, state -> new Upstream(vertx, state));
        sources = new Sources(vertx, parts.time());
        FeedLane feedLane = new FeedLane(vertx, sources, parts.time(), random.split());
        parts.feeds().attend(feedLane);
        Edge edge = new Edge(
                vertx,
                parts,
                loop,
                lane,
                feedLane,
                callers,
                random,
                new ProvenanceReader(config.listen().trustedProxies(), config.telemetry(), random),
                new Reception(parts.observer(), parts.time(), random));
        probe = new LoopProbe(vertx, parts.time(), parts.observer());
        server = vertx.createHttpServer(options(config)).requestHandler(Api.router(edge));
        // To Vert.x a negative port is any free one that all instances of a deployment share.
        int port = config.listen().port() == 0 ? -1 : config.listen().port();
        server.listen(port, config.listen().host()).<Void>mapEmpty().onComplete(started);
    }

    /** The port that is really bound. */
    public int port() {
        return server.actualPort();
    }

    /** Its readers leave, each when its turn has come. Any thread. */
    public void depart(Departure departure) {
        context.runOnContext(v -> loop.depart(departure));
    }

    /** Those that have not left yet leave now. Any thread. */
    public void hurry() {
        context.runOnContext(v -> loop.hurry());
    }

    /** Those that have not left yet stay. Any thread. */
    public void stay() {
        context.runOnContext(v -> loop.stay());
    }

    /** Lets go of connections to upstreams that are not there any more. Any thread. */
    public void tidy() {
        context.runOnContext(v -> lane.keepOnly(parts.plans().get().providers().values()));
    }

    /** How many readers and callers are here. Any thread. */
    public Future<Integer> readers() {
        Promise<Integer> promise = Promise.promise();
        context.runOnContext(v -> promise.complete(loop.pumps()));
        return promise.future();
    }

    private static HttpServerOptions options(Config config) {
        HttpServerOptions options = new HttpServerOptions()
                // All that is written here is written on the request's loop, so that Vert.x needs no queue for each
                // connection.
                .setStrictThreadMode(true)
                .setSendBufferSize(config.channel().sendBufferBytes())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                // Answers come a few bytes at a time, which deflate makes no smaller; and its handler would stand in
                // the way of every write of every connection, those that never become WebSockets included.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(config.channel().maxWebsocketFrame())
                .setMaxWebSocketMessageSize(config.channel().maxWebsocketFrame())
                .addWebSocketSubProtocol(ChannelResource.SUBPROTOCOL);
        if (config.listen().tlsCert() != null)
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(config.listen().tlsCert().toString())
                            .setKeyPath(config.listen().tlsKey().toString()));
        return options;
    }

    @Override
    public void stop(Promise<Void> stopped) {
        List<Future<Void>> closing = new ArrayList<>();
        if (server != null) closing.add(server.close());
        if (lane != null) closing.add(lane.close());
        if (sources != null) closing.add(sources.close());
        if (loop != null) loop.close();
        if (probe != null) probe.close();
        Future.join(closing).<Void>mapEmpty().onComplete(stopped);
    }
}
