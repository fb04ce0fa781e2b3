package dev.sluice.redis;

import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does, done by Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisSessionsIT extends SessionContract {
    @RegisterExtension
    final TestRedis redis;

    private final HandTime time = new HandTime();
    private SessionNode node;

    RedisSessionsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @Override
    protected SessionStore open() throws Exception {
        node = new SessionNode("a", redis.config(), LIMITS, time).started();
        return node.sessions;
    }

    @Override
    protected void advance(Duration duration) throws Exception {
        time.advance(duration.toMillis());
        redis.age(duration);
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) node.close();
    }
}
