package dev.sluice.redis;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.Time;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobRefusals;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs in Redis, for all nodes together; each call is one script, by Redis's clock. All keys have one hash tag, since the line is one.
 * Each change is published by the script that makes it; what was published while this node did not hear is not told, so that listeners
 * must not rely on being told. A value that is not ours is named in the log and left out. A crossing: any loop asks and listens.
 */
public final class RedisJobs implements JobStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisJobs.class);
    private static final String COMMON = Script.named("job_common").text();
    private static final Script ENQUEUE = script("job_enqueue");
    private static final Script CLAIM = script("job_claim");
    private static final Script HEARTBEAT = script("job_heartbeat");
    private static final Script END = script("job_end");
    private static final Script TOUCH = script("job_touch");
    private static final Script SWEEP = script("job_sweep");
    private static final Script LIST = script("job_list");
    private static final Script COUNTS = script("job_counts");
    /** In one sweep, so that Redis does not stand still for long. */
    private static final int SWEPT = 1_000;

    private final RedisLink link;
    private final JobTerms terms;
    private final Time time;
    private final String base;
    private final String channel;
    private final Promise<Void> hears = Promise.promise();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** By Redis's clock. */
    public RedisJobs(RedisLink link, RedisPubSub news, JobTerms terms) {
        this(link, news, terms, "all", null);
    }

    /**
     * @param name of a store of its own
     * @param time null for Redis's clock, which is the same for all nodes
     */
    RedisJobs(RedisLink link, RedisPubSub news, JobTerms terms, String name, Time time) {
        this.link = link;
        this.terms = terms;
        this.time = time;
        this.base = link.keys().key("jobs", name);
        this.channel = link.keys().channel("jobs:" + name);
        news.subscribe(channel, new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                tell(message);
            }

            @Override
            public void subscribed() {
                hears.tryComplete();
            }
        });
    }

    /** Complete once changes are heard of. */
    Future<Void> hears() {
        return hears.future();
    }

    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static Script[] scripts() {
        return new Script[] {ENQUEUE, CLAIM, HEARTBEAT, END, TOUCH, SWEEP, LIST, COUNTS};
    }

    private static Script script(String name) {
        return Script.of(name, COMMON + Script.named(name).text());
    }

    private void tell(Buffer message) {
        Job job;
        try {
            job = JobRecords.read(message);
        } catch (RuntimeException foreign) {
            LOG.warn("jobs: channel {}: a message that is not ours: {}", channel, foreign.toString());
            return;
        }
        for (Listener listener : listeners) listener.changed(job);
    }

    @Override
    public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
        if (jobs.isEmpty() || jobs.size() > MOST)
            return Future.failedFuture(new InvalidValueException("jobs", jobs.size() + " jobs", "1 to " + MOST));
        List<Object> arguments = new ArrayList<>(List.of(jobs.size()));
        for (NewJob job : jobs) JobRecords.append(job, arguments);
        return run(ENQUEUE, arguments.toArray()).map(this::taken);
    }

    private List<Enqueued> taken(Response reply) {
        switch (reply.get(0).toString()) {
            case "reused" -> throw JobRefusals.reused(reply.get(1).toInteger());
            case "full" ->
                throw JobRefusals.full(reply.get(1).toLong(), reply.get(2).toLong(), terms);
            default -> {
                List<Enqueued> taken = new ArrayList<>();
                for (int i = 1; i + 2 < reply.size(); i += 3) {
                    String status = reply.get(i + 1).toString();
                    taken.add(new Enqueued(
                            new JobId(reply.get(i).toString()),
                            status.isEmpty() ? null : JobStatus.of("status", status),
                            reply.get(i + 2).toInteger() == 1));
                }
                return taken;
            }
        }
    }

    @Override
    public Future<List<Job>> claim(int most) {
        return run(CLAIM, most).map(this::jobs);
    }

    @Override
    public Future<Set<JobLease>> heartbeat(Collection<JobLease> held) {
        List<JobLease> leases = List.copyOf(held);
        List<Object> arguments = new ArrayList<>();
        for (JobLease lease : leases) arguments.addAll(List.of(lease.job().value(), lease.turn()));
        return run(HEARTBEAT, arguments.toArray()).map(reply -> {
            Set<JobLease> lost = new HashSet<>();
            for (Response which : reply) lost.add(leases.get(which.toInteger()));
            return lost;
        });
    }

    @Override
    public Future<Boolean> end(JobLease lease, JobEnding ending) {
        List<Object> arguments = new ArrayList<>(List.of(lease.job().value(), lease.turn()));
        if (ending instanceof JobEnding.Completed done) arguments.addAll(List.of("completed", done.result()));
        else if (ending instanceof JobEnding.Retried again) {
            arguments.addAll(fault("retried", again.fault()));
            arguments.add(again.dueMillis());
        } else if (ending instanceof JobEnding.Buried last) arguments.addAll(fault("buried", last.fault()));
        else arguments.addAll(List.of("postponed", ((JobEnding.Postponed) ending).dueMillis()));
        return run(END, arguments.toArray()).map(reply -> reply.toInteger() == 1);
    }

    private static List<Object> fault(String how, JobFault fault) {
        return List.of(how, fault.code(), fault.message(), fault.retryable());
    }

    @Override
    public Future<Job> find(JobId id) {
        return run(TOUCH, "find", id).map(reply -> reply == null ? null : job(reply, id.value()));
    }

    @Override
    public Future<List<Job>> list(JobQuery query) {
        return run(
                        LIST,
                        query.owner() == null ? "" : JobRecords.owner(query.owner()),
                        query.status() == null ? "" : query.status().wire(),
                        query.before() == Long.MAX_VALUE ? "" : query.before(),
                        query.most())
                .map(this::jobs);
    }

    @Override
    public Future<Job> cancel(JobId id) {
        return run(TOUCH, "cancel", id).map(reply -> reply == null ? null : job(reply, id.value()));
    }

    @Override
    public Future<Job> requeue(JobId id) {
        return run(TOUCH, "requeue", id).map(reply -> {
            if (reply == null) return null;
            if (reply.type() != ResponseType.MULTI) throw JobRefusals.notDead(id, reply.toString());
            return job(reply, id.value());
        });
    }

    @Override
    public Future<Boolean> purge(JobId id) {
        return run(TOUCH, "purge", id).map(reply -> reply.toInteger() == 1);
    }

    @Override
    public Future<Integer> purge() {
        return run(SWEEP, SWEPT, "dead").compose(reply -> {
            int gone = reply.toInteger();
            return gone < SWEPT ? Future.succeededFuture(gone) : purge().map(more -> gone + more);
        });
    }

    @Override
    public Future<JobCounts> counts() {
        return run(COUNTS)
                .map(r -> new JobCounts(
                        r.get(0).toLong(),
                        r.get(1).toLong(),
                        r.get(2).toLong(),
                        r.get(3).toLong(),
                        r.get(4).toLong(),
                        r.get(5).toLong()));
    }

    @Override
    public Future<Void> sweep() {
        return run(SWEEP, SWEPT).mapEmpty();
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    private List<Job> jobs(Response reply) {
        List<Job> jobs = new ArrayList<>();
        for (Response each : reply) {
            Job job = job(each, "a job");
            if (job != null) jobs.add(job);
        }
        return jobs;
    }

    /** Null where it is not ours. */
    private Job job(Response fields, String key) {
        try {
            return JobRecords.read(fields);
        } catch (RuntimeException foreign) {
            LOG.warn("jobs: {} under {} is not ours: {}", key, base, foreign.toString());
            return null;
        }
    }

    private Future<Response> run(Script script, Object... own) {
        List<Object> arguments = new ArrayList<>(List.of(
                time == null ? -1 : time.millis(),
                channel,
                terms.quantumMillis(),
                terms.visibleMillis(),
                terms.attempts(),
                terms.resultMillis(),
                terms.taskMillis(),
                terms.maxJobs(),
                terms.maxBytes()));
        arguments.addAll(Arrays.asList(own));
        return mapped(link.eval(script, List.of(base), arguments.toArray()));
    }

    private Future<Response> mapped(Future<Response> reply) {
        return reply.recover(cause -> {
            if (!(cause instanceof RedisReplyException)) return Future.failedFuture(cause);
            LOG.warn("jobs: under {}: {}", base, cause.getMessage());
            return Future.failedFuture(
                    Failure.of(Kind.INTERNAL, "job_store", "the store of jobs could not do it; it was logged")
                            .exception());
        });
    }
}
