package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.log.Chunks;
import dev.sluice.model.AnswerStore;
import dev.sluice.model.AnswerStore.Kept;
import dev.sluice.model.AnswerStore.Running;
import dev.sluice.model.AnswerStore.Whole;
import dev.sluice.model.AnswerStore.Yours;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared answers in a real Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisAnswersIT {
    private static final String KEY = "route tenant acme what is asked";
    private static final String AT = "test:answer:{" + RedisKeys.hidden(KEY) + "}";
    private static final String WHOLE_AT = "test:whole:{" + RedisKeys.hidden(KEY) + "}";
    private static final StreamId ONE = new StreamId("st_1");
    private static final StreamId TWO = new StreamId("st_2");
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Kept ANSWER = new Kept(
            List.of(Chunks.text("a"), Chunks.text("b")), new Done("stop", new Usage(3, 2, 1, 0), 0.5, false, false));

    @RegisterExtension
    final TestRedis redis;

    private final List<String> foreign = new ArrayList<>();
    private Linked linked;
    private AnswerStore store;

    RedisAnswersIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
        store = new RedisAnswers(linked.link, new RedisObserver() {
            @Override
            public void foreign(String key, String what) {
                foreign.add(key);
            }
        });
    }

    private long ttl(String key) throws Exception {
        return Long.parseLong(redis.at(key).talk("PTTL " + key).substring(1));
    }

    @Test
    void whoeverComesFirstTellsItAndTheOthersAreToldWho() throws Exception {
        assertEquals(new Yours(), await(store.claim(KEY, ONE, null)));
        assertEquals(new Running(ONE), await(store.claim(KEY, TWO, null)));
        assertEquals(new Yours(), await(store.claim(KEY, ONE, null)), "a claim that comes twice");
        assertEquals(new Yours(), await(store.claim("another", TWO, null)));
        assertTrue(ttl(AT + ":running") <= AnswerStore.LEASE.toMillis());
    }

    @Test
    void whatWasToldIsKeptForItsTime() throws Exception {
        await(store.claim(KEY, ONE, null));
        await(store.end(KEY, ONE, ANSWER, TTL));
        Kept kept = (Kept) await(store.claim(KEY, TWO, null));
        assertEquals(ANSWER.done(), kept.done());
        assertEquals(
                ANSWER.chunks().stream().map(Chunk::json).toList(),
                kept.chunks().stream().map(Chunk::json).toList());
        assertTrue(ttl(AT) > TTL.toMillis() - 60_000 && ttl(AT) <= TTL.toMillis());
        assertEquals(":0", redis.at(AT).talk("EXISTS " + AT + ":running"));
    }

    @Test
    void anAnswerThatIsTooLongIsNotKept() throws Exception {
        await(store.claim(KEY, ONE, null));
        Chunk huge = Chunk.opaque(Buffer.buffer(new byte[RedisAnswers.MOST_BYTES]));
        await(store.end(KEY, ONE, new Kept(List.of(huge), ANSWER.done()), TTL));
        assertEquals(new Yours(), await(store.claim(KEY, TWO, null)));
    }

    @Test
    void theEndOfOneLeavesThePlaceOfAnotherAlone() throws Exception {
        await(store.claim(KEY, ONE, null));
        assertEquals(new Yours(), await(store.claim(KEY, TWO, ONE)), "the place of a dead one is free");
        await(store.end(KEY, ONE, null, TTL));
        await(store.renew(KEY, ONE));
        assertEquals(new Running(TWO), await(store.claim(KEY, ONE, null)));
    }

    @Test
    void aPlaceThatWasForgottenIsTakenAgain() throws Exception {
        await(store.claim(KEY, ONE, null));
        redis.empty();
        await(store.renew(KEY, ONE));
        assertEquals(new Running(ONE), await(store.claim(KEY, TWO, null)));
        assertTrue(ttl(AT + ":running") <= AnswerStore.LEASE.toMillis());
    }

    @Test
    void whatIsNotOursIsToldWithItsKeyAndOverwritten() throws Exception {
        redis.at(AT).talk("SET " + AT + " nonsense");
        assertEquals(new Yours(), await(store.claim(KEY, ONE, null)));
        redis.at(AT).talk("DEL " + AT);
        redis.at(AT).talk("SET " + AT + ":running no!stream");
        assertEquals(new Yours(), await(store.claim(KEY, ONE, null)));
        redis.at(AT).talk("SADD " + AT + " thing");
        assertEquals(new Yours(), await(store.claim(KEY, ONE, null)));
        assertEquals(List.of(AT, AT + ":running", AT + ", " + AT + ":running"), foreign);
        await(store.end(KEY, ONE, ANSWER, TTL));
        assertEquals(ANSWER.done(), ((Kept) await(store.claim(KEY, TWO, null))).done());
    }

    @Test
    void wholeAnswersAreKeptForTheirTime() throws Exception {
        assertNull(await(store.whole(KEY)));
        Whole answer = new Whole(
                200,
                List.of(Map.entry("x-a", "1"), Map.entry("x-b", "")),
                Buffer.buffer("{}"),
                new Usage(1, 2, 0, 0),
                true);
        await(store.keep(KEY, answer, TTL));
        assertEquals(answer, await(store.whole(KEY)));
        assertTrue(ttl(WHOLE_AT) <= TTL.toMillis());
        Whole bare = new Whole(201, List.of(), Buffer.buffer("[]"), null, false);
        await(store.keep(KEY, bare, TTL));
        assertEquals(bare, await(store.whole(KEY)));
    }

    @Test
    void aDamagedWholeAnswerIsTold() throws Exception {
        redis.at(WHOLE_AT).talk("SET " + WHOLE_AT + " nonsense");
        assertNull(await(store.whole(KEY)));
        redis.at(WHOLE_AT).talk("DEL " + WHOLE_AT);
        redis.at(WHOLE_AT).talk("SADD " + WHOLE_AT + " thing");
        assertNull(await(store.whole(KEY)));
        assertEquals(List.of(WHOLE_AT, WHOLE_AT), foreign);
    }
}
