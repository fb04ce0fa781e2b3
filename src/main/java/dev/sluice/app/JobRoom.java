package dev.sluice.app;

import dev.sluice.channel.Channels;
import dev.sluice.hub.Hub;
import dev.sluice.job.JobVerticle;
import dev.sluice.job.Jobs;
import dev.sluice.job.Mailboxes;
import dev.sluice.job.MemoryJobs;
import dev.sluice.job.MemoryMailboxes;
import dev.sluice.job.SharedMailboxes;
import dev.sluice.job.Templates;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.Time;
import dev.sluice.model.job.JobStore;
import dev.sluice.ops.JobMetrics;
import dev.sluice.redis.RedisJobs;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A node's part in the jobs: their store, what sessions hear of them, and the workers. Its methods may be called from any thread. */
final class JobRoom {
    private final Config config;
    private final Time time;
    private final JobStore store;
    private final JobMetrics metrics;
    private final Mailboxes mailboxes;
    private final Jobs jobs;
    private final Templates templates;

    /**
     * To be made before the link to Redis is started.
     *
     * @param redis where jobs are kept for all nodes; null for this node's memory
     */
    JobRoom(
            Vertx vertx,
            Config config,
            RedisStores redis,
            Logs logs,
            SessionStore sessions,
            Channels channels,
            Time time,
            JobMetrics metrics) {
        this.config = config;
        this.time = time;
        this.metrics = metrics;
        Config.Streams streams = config.streams();
        LogLimits limits = new LogLimits(streams.maxEvents(), streams.maxBytes());
        if (redis == null) {
            MemoryMailboxes own = new MemoryMailboxes(logs, sessions, limits);
            mailboxes = own;
            store = new MemoryJobs(config.jobs().terms(), time);
            store.listen(own);
        } else {
            redis.link().prepare(RedisJobs.scripts());
            RedisJobs shared =
                    new RedisJobs(redis.link(), redis.pubsub(), config.jobs().terms());
            Context home = vertx.getOrCreateContext();
            SharedMailboxes copies =
                    new SharedMailboxes(action -> home.runOnContext(v -> action.run()), shared, logs, sessions, limits);
            channels.gathering(copies);
            mailboxes = copies;
            store = shared;
        }
        this.jobs = new Jobs(store, mailboxes);
        this.templates = new Templates(config.templates());
        store.listen(metrics);
    }

    Jobs jobs() {
        return jobs;
    }

    Templates templates() {
        return templates;
    }

    /**
     * Starts the workers.
     *
     * @param deployed told of their deployment, where there are any
     */
    Future<Void> start(Vertx vertx, Hub hub, RandomGenerator random, BooleanSupplier ready, Consumer<String> deployed) {
        if (config.jobs().workers() == 0) return Future.succeededFuture();
        Future<String> workers = vertx.deployVerticle(
                () -> new JobVerticle(
                        config.jobs(),
                        store,
                        hub,
                        time,
                        random,
                        ready,
                        metrics,
                        config.streams().maxBytes()),
                new DeploymentOptions().setInstances(config.jobs().workers()));
        return workers.onSuccess(deployed::accept).mapEmpty();
    }

    /** @param state null where the session is gone */
    void changed(SessionId session, SessionState state) {
        if (state == null) mailboxes.close(session);
    }

    /** About once a second, from one thread at a time. */
    void sweep() {
        store.sweep().onFailure(cause -> metrics.storeFailed("sweep", cause));
        store.counts().onSuccess(metrics::counts).onFailure(cause -> metrics.storeFailed("counts", cause));
    }
}
