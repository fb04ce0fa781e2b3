package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.job.JobStoreModelTest;
import dev.sluice.model.FailureException;
import dev.sluice.model.JobId;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobQuery;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import dev.sluice.model.job.NewJob;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs in a real Redis do what jobs in memory do. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisJobsIT extends JobStoreModelTest {
    private static final JobTerms TERMS = new JobTerms(1_000, 30_000, 3, 3_600_000, 86_400_000, 100, 1 << 20);
    private static final Principal WHO = new Principal("ann", "acme", Tier.PRO, Set.of());

    @RegisterExtension
    final TestRedis redis;

    private Linked linked;
    private RedisPubSub news;
    /** Of all tests: what was published in one may still be on its way through the cluster in the next. */
    private static int stores;

    RedisJobsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
        news = new RedisPubSub(linked.link, new RedisObserver() {}, Time.SYSTEM);
        news.start();
    }

    @AfterEach
    void close() throws Exception {
        news.close();
    }

    @Override
    protected JobStore store(JobTerms terms, Time time) throws Exception {
        RedisJobs store = new RedisJobs(linked.link, news, terms, "store" + stores++, time);
        Linked.await(store.hears());
        return store;
    }

    @Override
    protected int operations() {
        return 300;
    }

    private void redis(Command command, String... arguments) throws Exception {
        RedisCommand sent = RedisCommand.of(command, arguments[0]);
        for (String each : arguments) sent.arg(each);
        Linked.await(linked.link.send(sent));
    }

    @Test
    void whatIsNotOursIsLeftOutAndTheRestGoesOn() throws Exception {
        RedisJobs store = (RedisJobs) store(TERMS, Time.SYSTEM);
        String base = linked.link.keys().key("jobs", "store" + (stores - 1));
        NewJob order = new NewJob(JobId.random(), WHO, null, 5, 0, null, null, "sim", null, Buffer.buffer("{}"));
        Linked.await(store.enqueue(List.of(order)));
        redis(Command.HSET, base + ":job:job_junk", "st", "queued", "seq", "many");
        redis(Command.ZADD, base + ":line", "0", "0000000000000000:job_junk");
        redis(Command.ZADD, base + ":all", "9", "0000000000000009:job_gone");
        assertNull(Linked.await(store.find(new JobId("job_junk"))));
        List<Job> listed = Linked.await(store.list(new JobQuery(null, null, Long.MAX_VALUE, 10)));
        assertEquals(List.of(order.id()), listed.stream().map(Job::id).toList());
        assertEquals(0, Linked.await(store.claim(1)).size());
        assertEquals(order.id(), Linked.await(store.claim(1)).get(0).id());
    }

    @Test
    void aKeyOfAnotherTypeFailsTheCallAndNotTheNode() throws Exception {
        RedisJobs store = (RedisJobs) store(TERMS, Time.SYSTEM);
        redis(Command.SET, linked.link.keys().key("jobs", "store" + (stores - 1)) + ":line", "somebody else's");
        FailureException refused = assertInstanceOf(FailureException.class, Linked.failure(store.claim(1)));
        assertEquals("job_store", refused.failure().code());
        assertEquals(0, Linked.await(store.counts()).enqueued());
    }

    @Test
    void aRedisThatIsAwayIsToldAtOnce() throws Exception {
        RedisJobs store = (RedisJobs) store(TERMS, Time.SYSTEM);
        RedisServer holder = redis.at(linked.link.keys().key("jobs", "store" + (stores - 1)));
        holder.kill();
        linked.nextState("away: ");
        FailureException refused = assertInstanceOf(FailureException.class, Linked.failure(store.claim(1)));
        assertEquals("redis_away", refused.failure().code());
        holder.startAgain();
        linked.nextState("up: ");
        redis.settle();
        assertEquals(0, Linked.await(store.claim(1)).size());
    }
}
