package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.JobId;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import dev.sluice.model.job.Enqueued;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobEnding;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobLease;
import dev.sluice.model.job.JobLimits.Limit;
import dev.sluice.model.job.JobPost;
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
public final class RedisJobs implements JobStore, JobPost {
    private static final Logger LOG = LoggerFactory.getLogger(RedisJobs.class);
    /** In one sweep, so that Redis does not stand still for long. */
    private static final int SWEPT = 1_000;
    /** In one look into a mailbox. */
    private static final int READ = 500;

    private final JobTerms terms;
    private final JobScripts scripts;
    private final String base;
    private final String channel;
    private final Promise<Void> hears = Promise.promise();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Receiver> receivers = new CopyOnWriteArrayList<>();

    /** By Redis's clock. */
    public RedisJobs(RedisLink link, RedisPubSub news, JobTerms terms) {
        this(link, news, terms, "all", null);
    }

    /**
     * @param name of a store of its own
     * @param time null for Redis's clock, which is the same for all nodes
     */
    RedisJobs(RedisLink link, RedisPubSub news, JobTerms terms, String name, Time time) {
        this.terms = terms;
        this.base = link.keys().key("jobs", name);
        this.channel = link.keys().channel("jobs:" + name);
        this.scripts = new JobScripts(link, terms, time, base, channel);
        news.subscribe(channel, new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                tell(message);
            }

            @Override
            public void subscribed() {
                hears.tryComplete();
                for (Receiver receiver : receivers) receiver.hearing();
            }
        });
    }

    /** Complete once changes are heard of. */
    Future<Void> hears() {
        return hears.future();
    }

    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static Script[] scripts() {
        return JobScripts.all();
    }

    private void tell(Buffer message) {
        Job job;
        Letter letter;
        try {
            job = JobRecords.read(message);
            letter = JobRecords.letter(message, job);
        } catch (RuntimeException foreign) {
            LOG.warn("jobs: channel {}: a message that is not ours: {}", channel, foreign.toString());
            return;
        }
        for (Listener listener : listeners) listener.changed(job);
        if (letter != null) for (Receiver receiver : receivers) receiver.letter(letter);
    }

    @Override
    public Future<List<Enqueued>> enqueue(List<NewJob> jobs) {
        if (jobs.isEmpty() || jobs.size() > MOST)
            return Future.failedFuture(new InvalidValueException("jobs", jobs.size() + " jobs", "1 to " + MOST));
        List<Object> arguments = new ArrayList<>();
        for (Limit limit : Limit.values())
            arguments.addAll(List.of(limit, terms.limits().of(limit)));
        arguments.add(jobs.size());
        for (NewJob job : jobs) JobRecords.append(job, arguments);
        return scripts.run(JobScripts.ENQUEUE, arguments.toArray()).map(this::taken);
    }

    private List<Enqueued> taken(Response reply) {
        switch (reply.get(0).toString()) {
            case "reused" -> throw JobRefusals.reused(reply.get(1).toInteger());
            case "over" ->
                throw JobRefusals.over(
                        Limit.valueOf(reply.get(1).toString()),
                        reply.get(2).toLong(),
                        reply.get(3).toLong(),
                        terms.limits());
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
        return scripts.run(JobScripts.CLAIM, most).map(this::jobs);
    }

    @Override
    public Future<Set<JobLease>> heartbeat(Collection<JobLease> held) {
        List<JobLease> leases = List.copyOf(held);
        List<Object> arguments = new ArrayList<>();
        for (JobLease lease : leases) arguments.addAll(List.of(lease.job().value(), lease.turn()));
        return scripts.run(JobScripts.HEARTBEAT, arguments.toArray()).map(reply -> {
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
        return scripts.run(JobScripts.END, arguments.toArray()).map(reply -> reply.toInteger() == 1);
    }

    private static List<Object> fault(String how, JobFault fault) {
        return List.of(how, fault.code(), fault.message(), fault.retryable());
    }

    @Override
    public Future<Job> find(JobId id) {
        return scripts.run(JobScripts.TOUCH, "find", id).map(reply -> reply == null ? null : job(reply, id.value()));
    }

    @Override
    public Future<List<Job>> list(JobQuery query) {
        return scripts.run(
                        JobScripts.LIST,
                        query.owner() == null ? "" : JobRecords.owner(query.owner()),
                        query.status() == null ? "" : query.status().wire(),
                        query.before() == Long.MAX_VALUE ? "" : query.before(),
                        query.most())
                .map(this::jobs);
    }

    @Override
    public Future<Job> cancel(JobId id) {
        return scripts.run(JobScripts.TOUCH, "cancel", id).map(reply -> reply == null ? null : job(reply, id.value()));
    }

    @Override
    public Future<Job> requeue(JobId id) {
        return scripts.run(JobScripts.TOUCH, "requeue", id).map(reply -> {
            if (reply == null) return null;
            if (reply.type() != ResponseType.MULTI) throw JobRefusals.notDead(id, reply.toString());
            return job(reply, id.value());
        });
    }

    @Override
    public Future<Boolean> purge(JobId id) {
        return scripts.run(JobScripts.TOUCH, "purge", id).map(reply -> reply.toInteger() == 1);
    }

    @Override
    public Future<Integer> purge() {
        return scripts.run(JobScripts.SWEEP, SWEPT, "dead").compose(reply -> {
            int gone = reply.toInteger();
            return gone < SWEPT ? Future.succeededFuture(gone) : purge().map(more -> gone + more);
        });
    }

    @Override
    public Future<JobCounts> counts() {
        return scripts.run(JobScripts.COUNTS)
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
        return scripts.run(JobScripts.SWEEP, SWEPT).mapEmpty();
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public Future<Letters> letters(StreamId mailbox, long after) {
        return scripts.run(JobScripts.LETTERS, mailbox, after, READ).map(reply -> {
            List<Letter> letters = new ArrayList<>();
            for (int i = 1; i < reply.size(); i++) {
                Buffer text = reply.get(i).toBuffer();
                letters.add(JobRecords.letter(text, JobRecords.read(text)));
            }
            return new Letters(Long.parseLong(reply.get(0).toString()), letters);
        });
    }

    @Override
    public void listen(Receiver receiver) {
        receivers.add(receiver);
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
}
