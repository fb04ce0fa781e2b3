package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.Time;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages between nodes, over a real Redis that goes and comes. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
final class RedisPubSubIT {
    @RegisterExtension
    final TestRedis redis;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Linked linked;
    private RedisPubSub pubsub;

    RedisPubSubIT(RedisKind kind) {
        redis = new TestRedis(kind, Linked.TIMEOUT);
    }

    @BeforeEach
    void connect() throws Exception {
        linked = redis.linked();
        pubsub = new RedisPubSub(linked.link, RedisObserver.NOOP, Time.SYSTEM);
        pubsub.start();
    }

    @AfterEach
    void close() throws Exception {
        pubsub.close();
    }

    @Test
    void hearsWhatIsPublishedFromItsAcknowledgementOn() throws Exception {
        hear("a", "");
        assertEquals("subscribed", next());
        await(linked.link.publish("a", Buffer.buffer("one")));
        await(linked.link.publish("b", Buffer.buffer("of no concern")));
        await(linked.link.publish("a", Buffer.buffer("two")));
        assertEquals("one", next());
        assertEquals("two", next());
    }

    @Test
    void severalListenOnOneChannelAndEachLeavesByItself() throws Exception {
        RedisPubSub.Hearing first = hear("a", "1 ");
        assertEquals("1 subscribed", next());
        hear("a", "2 ");
        assertEquals("2 subscribed", next());
        await(linked.link.publish("a", Buffer.buffer("x")));
        assertEquals("1 x", next());
        assertEquals("2 x", next());
        first.close();
        await(linked.link.publish("a", Buffer.buffer("y")));
        assertEquals("2 y", next());
        assertEquals(List.of(), List.copyOf(heard));
    }

    @Test
    void afterABreakItSubscribesAgainAndSaysSo() throws Exception {
        hear("a", "");
        assertEquals("subscribed", next());
        redis.server().restart();
        assertEquals("subscribed", next());
        linked.nextState("away: ");
        linked.nextState("up: ");
        await(linked.link.publish("a", Buffer.buffer("one")));
        assertEquals("one", next());
    }

    @Test
    void whatIsSubscribedWhileItIsAwayIsHeardLater() throws Exception {
        redis.server().kill();
        linked.nextState("away: ");
        hear("a", "");
        redis.server().startAgain();
        assertEquals("subscribed", next());
    }

    @Test
    void aConnectionThatFallsSilentIsGivenUp() throws Exception {
        try (MutingProxy proxy = new MutingProxy(redis.server().port());
                Linked through = new Linked(Linked.config(Mode.STANDALONE, null, proxy.port())).started()) {
            RedisPubSub over = new RedisPubSub(through.link, RedisObserver.NOOP, Time.SYSTEM, 100);
            over.start();
            hear(over, "a", "");
            assertEquals("subscribed", next());
            proxy.mute();
            await(linked.link.publish("a", Buffer.buffer("lost")));
            assertEquals("subscribed", next());
            await(linked.link.publish("a", Buffer.buffer("heard")));
            assertEquals("heard", next());
            assertEquals(List.of(), List.copyOf(through.states));
            over.close();
        }
    }

    private RedisPubSub.Hearing hear(String channel, String mark) {
        return hear(pubsub, channel, mark);
    }

    private RedisPubSub.Hearing hear(RedisPubSub at, String channel, String mark) {
        return at.subscribe(channel, new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                heard.add(mark + message);
            }

            @Override
            public void subscribed() {
                heard.add(mark + "subscribed");
            }
        });
    }

    private String next() {
        return Linked.next(heard);
    }
}
