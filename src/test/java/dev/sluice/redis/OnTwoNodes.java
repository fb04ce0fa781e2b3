package dev.sluice.redis;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of {@link TwoNodes} on every kind of Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
abstract class OnTwoNodes {
    @RegisterExtension
    final TestRedis redis;

    TwoNodes nodes;

    OnTwoNodes(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    /** @param patience for so long a node waits for Redis */
    OnTwoNodes(RedisKind kind, Duration patience) {
        redis = new TestRedis(kind, patience);
    }

    @BeforeEach
    void open() throws Exception {
        nodes = new TwoNodes(redis);
    }

    @AfterEach
    void close() throws Exception {
        if (nodes != null) nodes.close();
    }
}
