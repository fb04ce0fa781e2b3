package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.LimitsConfig.Quota;
import dev.sluice.model.QueueConfig;
import dev.sluice.model.QueueConfig.Adaptive;
import dev.sluice.model.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits, the queue's terms and adaptive permits: what is read, and how each mistake is named. */
final class LimitFaultsTest {
    private static final String HASH = "sha256:" + "ab".repeat(32);

    private static ConfigLoader.Result parse(String upstream, String more) {
        String yaml = "upstreams: {a: {base_url: 'http://h/v1'" + upstream + "}}\n"
                + "routes: [{model: x, upstream: a}]\n" + more;
        return ConfigLoader.parse("test.yaml", yaml, Path.of(""), Map.of());
    }

    private static Config valid(String upstream, String more) {
        return ConfigLoaderTest.valid(parse(upstream, more)).config();
    }

    @Test
    void whereNothingIsWrittenNothingIsLimited() {
        Config c = valid("", "");
        assertFalse(c.limits().enabled());
        assertNull(c.upstreams().get("a").queue().adaptive());
    }

    @Test
    void aTierThatIsNotWrittenHasTheUsualLimits() {
        Config c = valid("", "limits: {pro: {requests: 7}, enterprise: {off: true}}\n");
        assertTrue(c.limits().enabled());
        assertEquals(
                Map.of(Tier.FREE, new Quota(60, 50_000, 32), Tier.PRO, new Quota(7, 500_000, 100)),
                c.limits().tiers());
    }

    @Test
    void theEmbeddedDefaultLimitsOnlyWhereItIsAskedTo() {
        Config c = ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of())).config();
        assertFalse(c.limits().enabled());
        assertEquals(new Quota(5_000, 5_000_000, 1_000), c.limits().tiers().get(Tier.ENTERPRISE));
        assertTrue(ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of("SLUICE_LIMITS", "true")))
                .config()
                .limits()
                .enabled());
    }

    @Test
    void aKeyMayHaveLimitsAndIsThenKnownByItsHash() {
        Config c = valid("", "auth: {api_keys: [{hash: '" + HASH + "', user: u, limits: {requests: 5}}]}\n");
        Config.ApiKey key = c.auth().apiKeys().get(0);
        assertEquals(5, key.limits().requests());
        assertEquals(HASH, key.principal().key());
        Config without = valid("", "auth: {api_keys: [{hash: '" + HASH + "', user: u}]}\n");
        assertNull(without.auth().apiKeys().get(0).limits());
        assertNull(without.auth().apiKeys().get(0).principal().key());
    }

    @Test
    void theQueuesTermsFollowFromItsWaitWhereTheyAreNotWritten() {
        QueueConfig queue = valid(", queue_wait: 10s, queue: {free: {penalty: 5s, length: 3}}", "")
                .upstreams()
                .get("a")
                .queue();
        QueueConfig.Terms free = queue.tiers().get(Tier.FREE);
        assertEquals(
                new QueueConfig.Terms(Duration.ofSeconds(5), Duration.ofSeconds(2), 3, Duration.ofSeconds(10)), free);
        assertEquals(Duration.ofMillis(300), queue.tiers().get(Tier.PRO).penalty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "floor: 2, ceiling: 9 | 2 | 9", // both
                "ceiling: 9           | 1 | 9", // from one
                "floor: 2             | 2 | 50" // to permits
            })
    void oneBoundOfTheAdaptiveLimitIsEnough(String yaml, int floor, int ceiling) {
        Config c = valid(", permits: 50, adaptive: {" + yaml + "}", "");
        assertEquals(
                new Adaptive(floor, ceiling), c.upstreams().get("a").queue().adaptive());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue: {free: {penalty: 2d}}       | queue.free.penalty: got 48h, expected at most 24h",
                "queue: {free: {quantum: 2m}}       | queue.free.quantum: got 2m, expected at most 1m",
                "queue: {pro: {length: 1001}}       | queue.pro.length: got \"1001\", expected a whole number from 0 to 1000",
                "queue: {gold: {length: 1}}         | queue.gold: got an unknown key",
                "queue: {pro: {wiat: 1s}}           | did you mean wait?",
                "adaptive: {floor: 9, ceiling: 2}   | adaptive.floor: got 9, expected at most ceiling, which is 2",
                "adaptive: {floor: 0}               | adaptive.floor: got \"0\"",
                "adaptive: on                       | adaptive: got a single value, expected a mapping"
            })
    void aMistakeInTheQueueIsNamed(String yaml, String fault) {
        one(parse(", " + yaml, ""), fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits: {free: {requests: 0}}      | limits.free.requests: got \"0\"",
                "limits: {free: {tokens: many}}     | limits.free.tokens: got \"many\"",
                "limits: {free: {off: maybe}}       | limits.free.off: got \"maybe\", expected true or false",
                "limits: {enabled: yes}             | limits.enabled: got \"yes\", expected true or false",
                "limits: {fre: {tokens: 1}}         | did you mean free?",
                "limits: {answer_tokens: -1}        | limits.answer_tokens: got \"-1\""
            })
    void aMistakeInTheLimitsIsNamed(String yaml, String fault) {
        one(parse("", yaml + "\n"), fault);
    }

    @Test
    void aMistakeInAKeysLimitsIsNamed() {
        one(
                parse("", "auth: {api_keys: [{hash: '" + HASH + "', user: u, limits: {request: 5}}]}\n"),
                "did you mean requests?");
    }

    private static void one(ConfigLoader.Result result, String fault) {
        ConfigLoader.Faulty faulty = assertInstanceOf(ConfigLoader.Faulty.class, result);
        assertEquals(1, faulty.faults().size(), faulty::toString);
        assertTrue(faulty.faults().get(0).toString().contains(fault.strip()), faulty::toString);
    }
}
