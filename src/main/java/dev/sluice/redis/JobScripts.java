package dev.sluice.redis;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Time;
import dev.sluice.model.job.JobTerms;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scripts of the jobs, each with what all of them begin with, and how one is run. Any thread. */
final class JobScripts {
    private static final Logger LOG = LoggerFactory.getLogger(JobScripts.class);
    private static final String COMMON = Script.named("job_common").text();
    static final Script ENQUEUE = script("job_enqueue");
    static final Script CLAIM = script("job_claim");
    static final Script HEARTBEAT = script("job_heartbeat");
    static final Script END = script("job_end");
    static final Script TOUCH = script("job_touch");
    static final Script SWEEP = script("job_sweep");
    static final Script LIST = script("job_list");
    static final Script COUNTS = script("job_counts");
    static final Script LETTERS = script("job_letters");

    private final RedisLink link;
    private final JobTerms terms;
    private final Time time;
    private final String base;
    private final String channel;

    /**
     * @param time    null for Redis's clock, which is the same for all nodes
     * @param base    what all keys begin with
     * @param channel on which changes are published
     */
    JobScripts(RedisLink link, JobTerms terms, Time time, String base, String channel) {
        this.link = link;
        this.terms = terms;
        this.time = time;
        this.base = base;
        this.channel = channel;
    }

    static Script[] all() {
        return new Script[] {ENQUEUE, CLAIM, HEARTBEAT, END, TOUCH, SWEEP, LIST, COUNTS, LETTERS};
    }

    private static Script script(String name) {
        return Script.of(name, COMMON + Script.named(name).text());
    }

    /**
     * Fails with a {@code FailureException}; what is wrong with a key is logged.
     *
     * @param own arguments behind the common ones
     */
    Future<Response> run(Script script, Object... own) {
        List<Object> arguments = new ArrayList<>(List.of(
                time == null ? -1 : time.millis(),
                channel,
                terms.quantumMillis(),
                terms.visibleMillis(),
                terms.attempts(),
                terms.resultMillis(),
                terms.taskMillis()));
        arguments.addAll(Arrays.asList(own));
        return link.eval(script, List.of(base), arguments.toArray()).recover(cause -> {
            if (!(cause instanceof RedisReplyException)) return Future.failedFuture(cause);
            LOG.warn("jobs: under {}: {}", base, cause.getMessage());
            return Future.failedFuture(
                    Failure.of(Kind.INTERNAL, "job_store", "the store of jobs could not do it; it was logged")
                            .exception());
        });
    }
}
