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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs in a real Redis. */
@ParameterizedClass
@EnumSource(RedisBinary.class)
final class RedisLogsIT extends LogStoreContract {
    private static final StreamId STREAM = new StreamId("st_1");
    private static final StreamFacts FACTS = new StreamFacts(STREAM, "a.1", "ann", "acme", "m", "share");

    private final RedisServer server;
    private final List<String> foreign = new ArrayList<>();
    private Linked linked;
    private RedisLogs logs;

    RedisLogsIT(RedisBinary binary) throws Exception {
        server = RedisServer.start(binary);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = Linked.to(server);
        logs = new RedisLogs(linked.link, new RedisObserver() {
            @Override
            public void foreign(String key, String what) {
                foreign.add(key + ": " + what);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        linked.close();
        server.close();
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
        for (String key : List.of("test:log:{st_1}", "test:meta:{st_1}"))
            assertTrue(Long.parseLong(server.talk("PTTL " + key).substring(1)) <= 200);
        Until.so("the log is gone", () -> await(logs.open(STREAM)) == null);
    }

    @Test
    void whatIsNoBatchOfOursIsToldAndPassedOver() throws Exception {
        await(logs.begin(FACTS, Transcript.EMPTY));
        server.talk("XADD test:log:{st_1} 1-0 other thing");
        server.talk("XADD test:log:{st_1} 2-0 e nonsense");
        await(logs.append(STREAM, new Entry(3, List.of(Chunks.text("c")))));
        assertEquals(
                List.of(3L),
                await(logs.read(STREAM, 0)).stream().map(Entry::last).toList());
        assertEquals(2, foreign.size(), foreign::toString);
        assertTrue(foreign.get(0).startsWith("test:log:{st_1}: entry 1-0: "), foreign::toString);
    }

    @Test
    void aDamagedBaseIsToldAndItsLogIsAsGoodAsGone() throws Exception {
        await(logs.begin(FACTS, Transcript.EMPTY));
        server.talk("HSET test:meta:{st_1} base nonsense");
        assertNull(await(logs.open(STREAM)));
        assertTrue(foreign.get(0).startsWith("test:meta:{st_1}: "), foreign::toString);
    }

    @Test
    void somebodyElsesValueIsToldAndIsNoLog() throws Exception {
        server.talk("SET test:meta:{st_1} theirs");
        assertNull(await(logs.open(STREAM)));
        assertTrue(Linked.failure(logs.begin(FACTS, Transcript.EMPTY)) instanceof RedisReplyException);
        assertEquals(2, foreign.size(), foreign::toString);
        assertTrue(foreign.get(0).startsWith("test:log:{st_1}: "), foreign::toString);
    }
}
