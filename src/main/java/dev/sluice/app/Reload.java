package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.app.config.Fault;
import dev.sluice.hub.Plan;
import dev.sluice.hub.Plans;
import dev.sluice.hub.Routes;
import dev.sluice.hub.feed.FeedRules;
import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import dev.sluice.model.UpstreamConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node's configuration anew while it runs: reads it as a whole, refuses it as a whole, or makes the next {@link Plan} of it and
 * swaps that in at once. The one owner of the plans; one reload at a time, on a context of its own.
 */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** What came of it. */
    sealed interface Outcome {}

    /**
     * @param changed     sections of the file that are in effect from now on
     * @param needRestart paths whose change comes into effect with the next start
     */
    record Done(List<String> changed, List<String> needRestart) implements Outcome {}

    /**
     * Nothing has changed.
     *
     * @param faults at least one, as {@code sluice check} prints them
     */
    record Refused(List<String> faults) implements Outcome {}

    /** Another one runs. */
    record Busy() implements Outcome {}

    private final Vertx vertx;
    private final Context context;
    private final Callable<ConfigLoader.Result> source;
    private final Plans plans;
    private final Providers providers;
    private final Consumer<Set<Principal>> revoked;
    private ConfigLoader.Valid current;
    private boolean running;

    /**
     * @param source  reads the configuration; may block
     * @param revoked told who has no API key any more
     */
    Reload(
            Vertx vertx,
            ConfigLoader.Valid current,
            Callable<ConfigLoader.Result> source,
            Plans plans,
            Providers providers,
            Consumer<Set<Principal>> revoked) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.current = current;
        this.source = source;
        this.plans = plans;
        this.providers = providers;
        this.revoked = revoked;
    }

    /**
     * Any thread.
     *
     * @param why who asked, for the log
     */
    Future<Outcome> run(String why) {
        Promise<Outcome> promise = Promise.promise();
        context.runOnContext(v -> begin(why).onComplete(promise));
        return promise.future();
    }

    private Future<Outcome> begin(String why) {
        if (running) return Future.succeededFuture(new Busy());
        running = true;
        return vertx.executeBlocking(source)
                .compose(this::take)
                .onComplete(done -> running = false)
                .onSuccess(outcome -> log(why, outcome));
    }

    private Future<Outcome> take(ConfigLoader.Result read) {
        if (read instanceof ConfigLoader.Faulty faulty)
            return refused(faulty.faults().stream().map(Fault::toString).toList());
        ConfigLoader.Valid next = (ConfigLoader.Valid) read;
        List<String> unserved = unserved(next.config());
        if (!unserved.isEmpty()) return refused(unserved);
        ConfigChange change = ConfigChange.between(current, next);
        Plan before = plans.get();
        Config config = ConfigChange.reloaded(before.config(), next.config());
        Set<Principal> gone = gone(before.config().auth(), config.auth());
        Plan plan = new Plan(
                config,
                Routes.of(config),
                before.quotas().with(config),
                new FeedRules(config.feeds()),
                providers.of(config, before),
                revoked(before, config.auth(), gone));
        plans.take(plan);
        current = change.applied(current, next, config);
        if (!gone.isEmpty()) revoked.accept(gone);
        return providers.follow(plan).map(new Done(change.changed(), change.needRestart()));
    }

    private static Future<Outcome> refused(List<String> faults) {
        return Future.succeededFuture(new Refused(faults));
    }

    /** The built-in provider comes and goes with the node alone. */
    private List<String> unserved(Config next) {
        if (providers.simulates()) return List.of();
        return next.upstreams().values().stream()
                .filter(UpstreamConfig::simulated)
                .map(u -> "upstreams." + u.name()
                        + ".base_url: got nothing, expected a URL: the simulator starts only with the node")
                .toList();
    }

    /** Everybody who came with a key that is not there any more, unless another key stands for the same. */
    private static Set<Principal> gone(Config.Auth before, Config.Auth now) {
        Set<Principal> gone = new HashSet<>();
        for (Config.ApiKey key : before.apiKeys()) gone.add(key.principal());
        for (Config.ApiKey key : now.apiKeys()) gone.remove(key.principal());
        return gone;
    }

    private static Set<Principal> revoked(Plan before, Config.Auth now, Set<Principal> gone) {
        Set<Principal> all = new HashSet<>(before.revoked());
        all.addAll(gone);
        for (Config.ApiKey key : now.apiKeys()) all.remove(key.principal());
        return all;
    }

    private static void log(String why, Outcome outcome) {
        if (outcome instanceof Done done) {
            LOG.info(
                    "reload ({}): in effect from now on: {}", why, done.changed.isEmpty() ? "no change" : done.changed);
            if (!done.needRestart.isEmpty()) LOG.warn("reload ({}): needs a restart: {}", why, done.needRestart);
        } else if (outcome instanceof Refused refused) {
            LOG.error(
                    "reload ({}): refused, the configuration stays as it was:\n  {}",
                    why,
                    String.join("\n  ", refused.faults));
        }
    }
}
