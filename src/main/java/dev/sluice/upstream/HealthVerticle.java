package dev.sluice.upstream;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Checks the endpoints of all upstreams that want it. One for each node, on a loop of its own. */
public final class HealthVerticle extends AbstractVerticle {
    private final List<UpstreamState> upstreams;
    private final RandomGenerator random;
    private final List<HealthCheck> checks = new ArrayList<>();

    /** @param random spreads the checks out */
    public HealthVerticle(Collection<UpstreamState> upstreams, RandomGenerator random) {
        this.upstreams = List.copyOf(upstreams);
        this.random = random;
    }

    @Override
    public void start() {
        for (UpstreamState upstream : upstreams) {
            if (upstream.config().policy().health().path() == null) continue;
            for (int i = 0; i < upstream.sites().size(); i++) checks.add(new HealthCheck(vertx, upstream, i, random));
        }
        for (HealthCheck check : checks) check.begin();
    }

    @Override
    public void stop(Promise<Void> stopped) {
        Future.join(checks.stream().map(HealthCheck::close).toList())
                .<Void>mapEmpty()
                .onComplete(stopped);
    }
}
