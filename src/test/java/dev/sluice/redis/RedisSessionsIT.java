package dev.sluice.redis;

import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store does, done by Redis. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class RedisSessionsIT extends SessionContract {
    @Parameter
    RedisBinary binary;

    private final HandTime time = new HandTime();
    private RedisServer server;
    private SessionNode node;

    @Override
    protected SessionStore open() throws Exception {
        server = RedisServer.start(binary);
        node = new SessionNode("a", Linked.config(Mode.STANDALONE, null, server.port()), LIMITS, time).started();
        return node.sessions;
    }

    @Override
    protected void advance(Duration duration) throws Exception {
        time.advance(duration.toMillis());
        server.age(duration);
    }

    @AfterEach
    void close() throws Exception {
        if (node != null) node.close();
        if (server != null) server.close();
    }
}
