package dev.sluice.app;

import dev.sluice.edge.ApiKeys;
import dev.sluice.edge.CredentialDigest;
import dev.sluice.hub.Plan;
import dev.sluice.hub.Plans;
import dev.sluice.model.Config;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.ops.AdminGate;
import dev.sluice.ops.AdminPages;
import dev.sluice.ops.RefusedConfigException;
import dev.sluice.upstream.endpoint.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What an operator may tell a node by its management port. Any thread. */
final class NodeAdmin implements AdminPages.Commands {
    private final Drain drain;
    private final Reload reload;
    private final Plans plans;
    private final Runnable exit;

    /** @param exit has the process drain and end */
    NodeAdmin(Drain drain, Reload reload, Plans plans, Runnable exit) {
        this.drain = drain;
        this.reload = reload;
        this.plans = plans;
        this.exit = exit;
    }

    /** Who may: by the API keys of now. */
    static AdminGate gate(Config config, Plans plans) {
        return new AdminGate(
                config.management().adminFromLoopback(),
                bearer -> new ApiKeys(plans.get().config().auth().apiKeys()).find(CredentialDigest.of(bearer)));
    }

    @Override
    public boolean ready() {
        return drain.ready();
    }

    @Override
    public void drain(boolean andExit) {
        drain.begin(plans.get().config().drain());
        if (andExit) exit.run();
    }

    @Override
    public Future<Void> takeAgain() {
        if (!drain.leaving()) return drain.cancel();
        return Future.failedFuture(
                Failure.of(Kind.CONFLICT, "leaving", "ready: this node is ending, and nothing stops that any more")
                        .exception());
    }

    @Override
    public Future<JsonObject> reload() {
        return reload.run("admin").map(outcome -> {
            if (outcome instanceof Reload.Refused refused) throw new RefusedConfigException(refused.faults());
            if (outcome instanceof Reload.Done done)
                return new JsonObject()
                        .put("status", "reloaded")
                        .put("changed", new JsonArray(done.changed()))
                        .put("needs_restart", new JsonArray(done.needRestart()));
            throw Failure.of(Kind.CONFLICT, "reload_running", "reload: another one runs, try again when it has ended")
                    .exception();
        });
    }

    @Override
    public Map<String, Endpoints> upstreams() {
        Plan plan = plans.get();
        Map<String, Endpoints> all = new LinkedHashMap<>();
        new TreeMap<>(plan.providers())
                .forEach((name, p) -> all.put(name, p.state().endpoints()));
        return all;
    }
}
