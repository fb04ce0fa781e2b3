package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.log.Chunks;
import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Entry;
import dev.sluice.model.LogStoreContract;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs in a real Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisLogsIT extends LogStoreContract {
    private static final StreamId STREAM = new StreamId("st_1");
    private static final String LOG = "test:log:{st_1}";
    private static final String META = "test:meta:{st_1}";
    private static final StreamFacts FACTS = new StreamFacts(STREAM, "a.1", "ann", "acme", "m", "share");

    @RegisterExtension
    final TestRedis redis;

    private final List<String> foreign = new ArrayList<>();
    private Linked linked;
    private RedisLogs logs;

    RedisLogsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
        logs = new RedisLogs(linked.link, new RedisObserver() {
            @Override
            public void foreign(String key, String what) {
                foreign.add(key + ": " + what);
            }
        });
    }

    @Override
    protected LogStore store() {
        return logs;
    }

    @Test
    void aSealedLogGoesAfterItsRetention() throws Exception {
        await(logs.begin(FACTS, Transcript.EMPTY));
        Entry end = new Entry(1, List.of(new Done("stop", null, 0, false, false)));
        await(logs.end("a.1", STREAM, end, Duration.ofMillis(200)));
        assertEquals(List.of(), await(logs.running("a.1")));
        for (String key : List.of(LOG, META))
            assertTrue(Long.parseLong(redis.at(key).talk("PTTL " + key).substring(1)) <= 200);
        Until.so("the log is gone", () -> await(logs.open(STREAM)) == null);
    }

    @Test
    void whatIsNoBatchOfOursIsToldAndPassedOver() throws Exception {
        await(logs.begin(FACTS, Transcript.EMPTY));
        redis.at(LOG).talk("XADD " + LOG + " 1-0 other thing");
        redis.at(LOG).talk("XADD " + LOG + " 2-0 e nonsense");
        await(logs.append(STREAM, new Entry(3, List.of(Chunks.text("c")))));
        assertEquals(
                List.of(3L),
                await(logs.read(STREAM, 0)).stream().map(Entry::last).toList());
        assertEquals(2, foreign.size(), foreign::toString);
        assertTrue(foreign.get(0).startsWith(LOG + ": entry 1-0: "), foreign::toString);
    }

    @Test
    void aDamagedBaseIsToldAndItsLogIsAsGoodAsGone() throws Exception {
        await(logs.begin(FACTS, Transcript.EMPTY));
        redis.at(META).talk("HSET " + META + " base nonsense");
        assertNull(await(logs.open(STREAM)));
        assertTrue(foreign.get(0).startsWith(META + ": "), foreign::toString);
    }

    @Test
    void somebodyElsesValueIsToldAndIsNoLog() throws Exception {
        redis.at(META).talk("SET " + META + " theirs");
        assertNull(await(logs.open(STREAM)));
        assertTrue(Linked.failure(logs.begin(FACTS, Transcript.EMPTY)) instanceof RedisReplyException);
        assertEquals(2, foreign.size(), foreign::toString);
        assertTrue(foreign.get(0).startsWith(LOG + ": "), foreign::toString);
    }
}
