package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.channel.MemorySessions;
import dev.sluice.model.Config;
import dev.sluice.model.FailureException;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Tier;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Random calls, on one or the other of two nodes, beside the same ones on memory: results, states and refusals are the same. */
@ParameterizedClass
@EnumSource(RedisKind.class)
final class SessionsModelIT {
    private static final int STEPS = 1500;
    private static final Config.Sessions LIMITS = new Config.Sessions(true, Duration.ofHours(24), 3, 4, 100_000);

    @RegisterExtension
    final TestRedis redis;

    private final RedisKind kind;
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<SessionId[]> pairs = new ArrayList<>();
    private final MemorySessions memory;
    private final HandTime time = new HandTime();

    SessionsModelIT(RedisKind kind) {
        this.kind = kind;
        redis = new TestRedis(kind);
        memory = new MemorySessions(LIMITS, time);
    }

    @Test
    void redisDoesWhatMemoryDoes() throws Exception {
        System.out.println("SessionsModelIT on " + kind + ": -Dseed=" + seed);
        try (SessionNode a = node("a");
                SessionNode b = node("b")) {
            for (int step = 0; step < STEPS; step++) step(step, random.nextBoolean() ? a.sessions : b.sessions);
        }
    }

    private SessionNode node(String name) throws Exception {
        return new SessionNode(name, redis.config(), LIMITS, time).started();
    }

    private void step(int step, RedisSessions redis) throws Exception {
        if (pairs.isEmpty() || random.nextInt(20) == 0) {
            Principal who = new Principal("u" + step, "t", Tier.FREE, Set.of());
            pairs.add(new SessionId[] {
                SessionContract.await(memory.create(who)).id(),
                SessionContract.await(redis.create(who)).id()
            });
        }
        SessionId[] pair = pairs.get(random.nextInt(pairs.size()));
        TabId tab = random.nextInt(4) == 0 ? TabId.DEFAULT : new TabId("t" + random.nextInt(5));
        StreamId stream = new StreamId((random.nextBoolean() ? "fd_" : "st_") + random.nextInt(6));
        long number = random.nextInt(10);
        Call call = call(tab, stream, number);
        // What is bound in a session that is over concerns nobody.
        if (call == END) pairs.remove(pair);
        assertEquals(said(call.on(memory, pair[0])), said(call.on(redis, pair[1])), "step " + step + ", seed " + seed);
    }

    private static final Call END = (store, id) -> store.end(id).compose(v -> store.find(id));

    private interface Call {
        Future<?> on(SessionStore store, SessionId id);
    }

    private Call call(TabId tab, StreamId stream, long number) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> (store, id) -> store.openTab(id, tab);
            case 2 -> (store, id) -> store.closeTab(id, tab);
            case 3, 4, 5 -> (store, id) -> store.subscribe(id, tab, stream, number);
            case 6 -> (store, id) -> store.unsubscribe(id, tab, stream);
            case 7 -> (store, id) -> store.retire(id, stream, number);
            case 8 -> (store, id) -> store.bindKey(id, "k" + number % 3, "d" + number % 2, stream);
            case 9 -> (store, id) -> store.unbindKey(id, "k" + number % 3, stream);
            case 10 ->
                number == 0
                        ? END
                        : (store, id) ->
                                store.issueTicket(id, Duration.ofMinutes(1)).compose(store::redeemTicket);
            default -> SessionStore::find;
        };
    }

    /** Without what differs between any two sessions. */
    private static Object said(Future<?> future) throws Exception {
        return SessionContract.await(future.transform(done -> Future.succeededFuture(
                done.failed()
                        ? done.cause() instanceof FailureException f ? f.failure() : done.cause()
                        : done.result() instanceof SessionState state ? shown(state) : "" + done.result())));
    }

    private static List<Object> shown(SessionState s) {
        return List.of(s.principal(), s.nextOrdinal(), s.tabs(), s.subscriptions(), s.version());
    }
}
