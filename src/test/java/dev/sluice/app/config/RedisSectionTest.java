package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig;
import dev.sluice.model.RedisConfig.Address;
import dev.sluice.model.RedisConfig.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Redis is: what is read, and how each mistake is named. */
final class RedisSectionTest {
    private static ConfigLoader.Result parse(String redis) {
        String yaml = "upstreams: {a: {base_url: 'http://h/v1'}}\nroutes: [{model: x, upstream: a}]\nredis: " + redis;
        return ConfigLoader.parse("test.yaml", yaml, Path.of(""), Map.of("SET", "s3cret"));
    }

    private static RedisConfig valid(String redis) {
        return ConfigLoaderTest.valid(parse(redis)).config().redis();
    }

    @Test
    void withoutAnAddressThereIsNone() {
        assertNull(valid("{}"));
        assertNull(ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of()))
                .config()
                .redis());
    }

    @Test
    void aUrlSaysAllThatOneServerNeeds() {
        RedisConfig c = valid("{url: 'rediss://ann:p%40ss@r.example:7000/3'}");
        assertEquals(Mode.STANDALONE, c.mode());
        assertEquals(List.of(new Address("r.example", 7000)), c.nodes());
        assertTrue(c.tls());
        assertEquals("ann", c.user());
        assertEquals("p@ss", c.password());
        assertEquals(3, c.database());
        assertEquals("sluice", c.prefix());
        assertFalse(c.required());
        assertEquals(Duration.ofSeconds(1), c.timeout());
    }

    @Test
    void theEmbeddedDefaultTakesItFromTheEnvironment() {
        RedisConfig c = ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of(
                        "REDIS_URL",
                        "redis://r",
                        "REDIS_PASSWORD",
                        "pw",
                        "REDIS_REQUIRED",
                        "true",
                        "REDIS_PREFIX",
                        "x")))
                .config()
                .redis();
        assertEquals(List.of(new Address("r", 6379)), c.nodes());
        assertEquals("pw", c.password());
        assertEquals("x", c.prefix());
        assertTrue(c.required());
    }

    @Test
    void sentinelsAndClustersAreListsOfAddresses() {
        RedisConfig s =
                valid("{mode: sentinel, nodes: 's1, s2:7, [::1]:8', master: house, password: '${SET}', database: 2}");
        assertEquals(List.of(new Address("s1", 26379), new Address("s2", 7), new Address("::1", 8)), s.nodes());
        assertEquals("house", s.master());
        assertEquals("s3cret", s.password());
        RedisConfig c = valid("{mode: cluster, nodes: [c1, 'c2:7001'], tls: true}");
        assertEquals(List.of(new Address("c1", 6379), new Address("c2", 7001)), c.nodes());
        assertTrue(c.tls());
        assertNull(c.master());
    }

    @Test
    void noPasswordIsEverShown() {
        ConfigLoader.Valid valid = ConfigLoaderTest.valid(parse("{url: 'redis://:hunter2@r', password: '${SET}'}"));
        assertFalse(
                valid.effective().text().contains("hunter2"), valid.effective().text());
        assertFalse(
                valid.effective().text().contains("s3cret"), valid.effective().text());
        assertTrue(valid.effective().text().contains("redis.url = redis://********@r"));
        String faulty = assertInstanceOf(ConfigLoader.Faulty.class, parse("{url: 'redis://:hunter2@r/x'}"))
                        .faults() + "";
        assertFalse(faulty.contains("hunter2"), faulty);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{url: 'http://r'} | redis.url | redis://host:6379",
                "{url: 'redis://r', nodes: [r]} | redis.nodes | one of the two",
                "{nodes: [r1, r2]} | redis.nodes | mode: sentinel",
                "{nodes: ['r:99999']} | redis.nodes | host:port",
                "{nodes: ['r r']} | redis.nodes | host:port",
                "{mode: clustr} | redis.mode | cluster",
                "{mode: cluster, nodes: [r], database: 1} | redis.database | 0",
                "{url: 'redis://r', master: m} | redis.master | mode: sentinel",
                "{url: 'redis://r', user: ann} | redis.user | a password",
                "{url: 'redis://r', prefix: 'a b'} | redis.prefix | 1 to 64 characters",
                "{url: 'redis://r', timeout: 1ms} | redis.timeout | at least 10ms",
                "{required: true} | redis.required | where Redis is",
                "{url: 'redis://r', tls_ca: nowhere.pem} | redis.tls_ca | a file that can be read",
                "{urrl: 'redis://r'} | redis.urrl | url",
            })
    void namesEachMistake(String redis, String path, String expected) {
        List<Fault> faults =
                assertInstanceOf(ConfigLoader.Faulty.class, parse(redis)).faults();
        assertEquals(1, faults.size(), faults::toString);
        assertEquals(path, faults.get(0).path());
        assertTrue(faults.get(0).expected().contains(expected), faults::toString);
    }
}
