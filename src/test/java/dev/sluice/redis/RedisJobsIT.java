package dev.sluice.redis;

import dev.sluice.job.JobStoreModelTest;
import dev.sluice.model.Time;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs in a real Redis do what jobs in memory do. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class RedisJobsIT extends JobStoreModelTest {
    private final RedisServer server;
    private Linked linked;
    private RedisPubSub news;
    private int stores;

    RedisJobsIT(RedisBinary binary) throws Exception {
        server = RedisServer.start(binary);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = Linked.to(server);
        news = new RedisPubSub(linked.link, new RedisObserver() {}, Time.SYSTEM);
        news.start();
    }

    @AfterEach
    void close() throws Exception {
        news.close();
        linked.close();
        server.close();
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
}
