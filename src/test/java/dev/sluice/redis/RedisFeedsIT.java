package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FeedStore;
import dev.sluice.model.FeedStore.Batch;
import dev.sluice.model.FeedStore.Beginning;
import dev.sluice.model.FeedStore.Entry;
import dev.sluice.model.FeedStore.Interest;
import dev.sluice.model.FeedStore.Lease;
import dev.sluice.model.FeedStore.Stored;
import dev.sluice.model.FeedStore.Written;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.FeedEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Feeds and the leases on their sources in a real Redis. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class RedisFeedsIT {
    private static final StreamId FEED = new StreamId("fd_f");
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final Written DONE = new Written.Done();

    @RegisterExtension
    final TestRedis redis;

    private final List<String> foreign = new ArrayList<>();
    private Linked linked;
    private FeedStore a;
    private FeedStore b;

    RedisFeedsIT(RedisKind kind) {
        redis = new TestRedis(kind);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
        a = node("a.1", null);
        b = node("b.1", null);
    }

    private FeedStore node(String member, RedisPubSub pubSub) {
        return new RedisFeeds(linked.link, pubSub, member, new RedisObserver() {
            @Override
            public void foreign(String key, String what) {
                foreign.add(key + ": " + what);
            }
        });
    }

    private static Entry entry(long first, String... texts) {
        List<StreamEvent> events = new ArrayList<>();
        for (String text : texts) events.add(new FeedEvent("e", "id-" + text, text));
        return new Entry(first, 1_000 + first, events);
    }

    private static Batch batch(long fence, long tail, Entry entry) {
        return new Batch("tag", fence, tail, entry, null, 1, HOUR);
    }

    private void begin() throws Exception {
        await(a.read(FEED, 0, new Beginning("tag", 0)));
    }

    @Test
    void aFeedBeginsOnceAndIsReadByAll() throws Exception {
        assertNull(await(a.read(FEED, 0, null)));
        assertEquals(new Stored("tag", 7, List.of()), await(a.read(FEED, 0, new Beginning("tag", 7))));
        assertEquals(new Stored("tag", 7, List.of()), await(b.read(FEED, 0, new Beginning("other", 0))));
        assertEquals(DONE, await(a.append(FEED, batch(0, 7, entry(8, "x", "y")))));
        assertEquals(DONE, await(b.append(FEED, batch(0, 9, entry(10, "z")))));
        assertEquals(new Stored("tag", 10, List.of(entry(8, "x", "y"), entry(10, "z"))), await(b.read(FEED, 8, null)));
        assertEquals(new Stored("tag", 10, List.of(entry(10, "z"))), await(a.read(FEED, 9, null)));
    }

    @Test
    void whoKnowsLessThanThereIsIsToldOfItAndAppendsNothing() throws Exception {
        begin();
        await(a.append(FEED, batch(0, 0, entry(1, "x"))));
        Written moved = await(b.append(FEED, batch(0, 0, entry(1, "y"))));
        assertEquals(new Written.Moved(new Stored("tag", 1, List.of(entry(1, "x")))), moved);
        assertEquals(DONE, await(b.append(FEED, batch(0, 1, entry(2, "y")))));
    }

    @Test
    void aNumberingOfAnotherLifeIsNotContinued() throws Exception {
        begin();
        Batch old = new Batch("old", 0, 0, entry(1, "x"), null, 1, HOUR);
        assertEquals(new Written.Moved(new Stored("tag", 0, List.of())), await(a.append(FEED, old)));
    }

    @Test
    void whatIsBeyondTheHistoryGoesAndTheNumbersStay() throws Exception {
        begin();
        for (int n = 1; n <= 5; n++)
            await(a.append(FEED, new Batch("tag", 0, n - 1, entry(n, "e" + n), null, Math.max(1, n - 1), HOUR)));
        assertEquals(new Stored("tag", 5, List.of(entry(4, "e4"), entry(5, "e5"))), await(a.read(FEED, 0, null)));
        redis.age(Duration.ofMillis(HOUR + 1));
        assertEquals(new Stored("tag", 5, List.of()), await(a.read(FEED, 0, null)));
        assertEquals(DONE, await(a.append(FEED, batch(0, 5, entry(6, "x")))));
    }

    @Test
    void aReadYieldsSoMuchAndSaysThatThereIsMore() throws Exception {
        begin();
        for (int n = 1; n <= FeedStore.MOST_ENTRIES + 3; n++) await(a.append(FEED, batch(0, n - 1, entry(n, "e"))));
        Stored first = await(a.read(FEED, 0, null));
        assertTrue(first.more());
        assertEquals(
                IntStream.rangeClosed(FeedStore.MOST_ENTRIES + 1, FeedStore.MOST_ENTRIES + 3)
                        .mapToObj(n -> (long) n)
                        .toList(),
                await(a.read(FEED, FeedStore.MOST_ENTRIES, null)).entries().stream()
                        .map(Entry::last)
                        .toList());
    }

    @Test
    void oneNodeHasTheLeaseAndWhoeverTakesItNextShutsItOut() throws Exception {
        begin();
        assertEquals(
                new Lease(true, 1, "tag", 0, Interest.NONE, false, null), await(a.claim(FEED, Interest.READERS, true)));
        Batch said = new Batch("tag", 1, 0, entry(1, "x"), "id-x", 1, HOUR);
        assertEquals(DONE, await(a.append(FEED, said)));
        Lease refused = await(b.claim(FEED, Interest.READERS, true));
        assertEquals(new Lease(false, 1, "tag", 1, Interest.READERS, false, "id-x"), refused);

        pass(FeedStore.LEASE_MILLIS + 1);
        Lease taken = await(b.claim(FEED, Interest.READERS, true));
        assertEquals(new Lease(true, 2, "tag", 1, Interest.NONE, false, "id-x"), taken);
        assertEquals(new Written.Lost(), await(a.append(FEED, batch(1, 1, entry(2, "y")))));
        assertFalse(await(a.claim(FEED, Interest.READERS, true)).mine());
        assertEquals(DONE, await(b.append(FEED, batch(2, 1, entry(2, "y")))));
    }

    @Test
    void anOwnerThatIsHeardOfKeepsItsLease() throws Exception {
        begin();
        await(a.claim(FEED, Interest.READERS, true));
        pass(FeedStore.LEASE_MILLIS - 500);
        assertTrue(await(a.claim(FEED, Interest.NONE, false)).mine());
        pass(FeedStore.LEASE_MILLIS - 500);
        Lease other = await(b.claim(FEED, Interest.PLACE, true));
        assertFalse(other.mine());
        assertEquals(Interest.NONE, other.others());
    }

    @Test
    void aLeaseThatIsGivenUpIsFreeAtOnceAndSaysOnceWhetherTheFeedRested() throws Exception {
        begin();
        await(a.claim(FEED, Interest.READERS, true));
        await(b.claim(FEED, Interest.PLACE, false));
        assertEquals(Interest.PLACE, await(a.claim(FEED, Interest.NONE, false)).others());
        await(b.release(FEED, 1, true));
        assertTrue(await(a.claim(FEED, Interest.NONE, false)).mine(), "another's lease cannot be given up");
        await(a.release(FEED, 1, true));
        Lease taken = await(b.claim(FEED, Interest.READERS, true));
        assertTrue(taken.mine() && taken.rested());
        await(b.release(FEED, 2, false));
        assertFalse(await(b.claim(FEED, Interest.READERS, true)).rested());
    }

    @Test
    void anEmptiedRedisKnowsNothing() throws Exception {
        assertNull(await(a.claim(FEED, Interest.READERS, true)));
        assertEquals(new Written.Missing(), await(a.append(FEED, batch(0, 0, entry(1, "x")))));
    }

    @Test
    void whatIsNoBatchOfOursIsToldAndPassedOver() throws Exception {
        begin();
        redis.at("test:feed:{fd_f}").talk("XADD test:feed:{fd_f} 1-0 other thing");
        redis.at("test:feed:{fd_f}").talk("XADD test:feed:{fd_f} 2-0 e nonsense t 1");
        await(a.append(FEED, batch(0, 0, entry(3, "x"))));
        assertEquals(List.of(entry(3, "x")), await(a.read(FEED, 0, null)).entries());
        assertEquals(2, foreign.size(), foreign::toString);
        assertTrue(foreign.get(0).startsWith("test:feed:{fd_f}: entry 1-0: "), foreign::toString);
    }

    @Test
    void whoListensHearsOfGrowthInterestLeasesAndRequests() throws Exception {
        // What other tests published may still be on its way through a cluster.
        StreamId own = new StreamId("fd_heard");
        RedisPubSub pubSub = new RedisPubSub(linked.link, RedisObserver.NOOP, Time.SYSTEM);
        pubSub.start();
        List<String> heard = new CopyOnWriteArrayList<>();
        Runnable end = node("c.1", pubSub).listen(own, new FeedStore.Listener() {
            @Override
            public void grew(long tail) {
                heard.add("grew " + tail);
            }

            @Override
            public void stirred() {
                heard.add("stirred");
            }

            @Override
            public void raise(long seq) {
                heard.add("raise " + seq);
            }

            @Override
            public void hearing() {
                heard.add("hearing");
            }
        });
        Until.so("it listens", () -> heard.size() == 1);
        await(a.read(own, 0, new Beginning("tag", 0)));
        await(a.append(own, batch(0, 0, entry(1, "x", "y"))));
        await(b.claim(own, Interest.READERS, false));
        await(b.claim(own, Interest.READERS, false));
        a.raise(own, 17);
        Until.so("all is heard", () -> heard.equals(List.of("hearing", "grew 2", "stirred", "raise 17")));
        end.run();
        pubSub.close();
    }

    /** The lease and what was said of interest are so much older: their ends are moments of Redis's clock in the hash. */
    private void pass(long millis) throws Exception {
        String script = "local k='test:feed-meta:{fd_f}' local all=redis.call('hgetall',k) for i=1,#all,2 do"
                + " local level,over=string.match(all[i+1],'^(%d) (%d+)$')"
                + " if all[i]=='till' then redis.call('hset',k,'till',string.format('%.0f',all[i+1]-" + millis + "))"
                + " elseif level then redis.call('hset',k,all[i],level..' '..string.format('%.0f',over-" + millis
                + ")) end end return 1";
        String said = redis.at("test:feed-meta:{fd_f}").talk("EVAL \"" + script + "\" 0");
        assertEquals(":1", said);
    }
}
