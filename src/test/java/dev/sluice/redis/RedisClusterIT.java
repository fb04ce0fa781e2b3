package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static dev.sluice.redis.Linked.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis Cluster of three masters: every slot, slots that move, a master that dies. */
final class RedisClusterIT {
    private static final Script ADD = Script.of("add", "return redis.call('incrby', KEYS[1], ARGV[1])");

    private static RedisClusterServers servers;
    private Linked linked;

    @BeforeAll
    static void start() throws Exception {
        servers = RedisClusterServers.start();
    }

    @BeforeEach
    void connect() throws Exception {
        linked = new Linked(Linked.config(Mode.CLUSTER, null, servers.server(1).port()));
        linked.link.prepare(ADD);
        linked.started();
    }

    @AfterEach
    void close() throws Exception {
        linked.close();
    }

    @AfterAll
    static void stop() throws Exception {
        if (servers != null) servers.close();
    }

    @Test
    void keysOfEverySlotFindTheirServer() throws Exception {
        List<Future<Response>> replies = new ArrayList<>();
        for (int i = 0; i < 300; i++)
            replies.add(linked.link.eval(ADD, List.of("k{" + i + "}", "other{" + i + "}"), i));
        await(Future.all(replies));
        for (int i = 0; i < 300; i++) assertEquals(i, replies.get(i).result().toInteger());
        for (int i = 0; i < 3; i++) assertNotNull(servers.server(i).talk("RANDOMKEY"));
    }

    @Test
    void aSlotThatMovedIsFoundWhereItIsNow() throws Exception {
        await(linked.link.eval(ADD, List.of("moved"), 1));
        servers.move("moved", true);
        assertEquals(3, await(linked.link.eval(ADD, List.of("moved"), 2)).toInteger());
        assertEquals(List.of(), List.copyOf(linked.states));
    }

    @Test
    void aSlotThatIsMovingIsAskedForWhereItGoes() throws Exception {
        await(linked.link.eval(ADD, List.of("moving"), 1));
        servers.move("moving", false);
        assertEquals(3, await(linked.link.eval(ADD, List.of("moving"), 2)).toInteger());
    }

    @Test
    void aMasterThatDiesTakesItsOwnSlotsWithItAlone() throws Exception {
        String here = keyOf(0);
        String there = keyOf(2);
        await(linked.link.eval(ADD, List.of(here), 1));
        servers.server(2).kill();
        linked.nextState("away: ");
        assertInstanceOf(RedisAwayException.class, failure(linked.link.eval(ADD, List.of(there), 1)));
        assertEquals(2, await(linked.link.eval(ADD, List.of(here), 1)).toInteger());
        servers.server(2).startAgain();
        linked.nextState("up: ");
        servers.settle();
        assertEquals(1, await(linked.link.eval(ADD, List.of(there), 1)).toInteger());
    }

    @Test
    void aChannelsMessagesAreAllPublishedAtOneServer() throws Exception {
        for (int i = 0; i < 3; i++) servers.server(i).talk("CONFIG RESETSTAT");
        for (int i = 0; i < 3; i++) await(linked.link.publish(keyOf(i), Buffer.buffer("to whoever listens")));
        for (int i = 0; i < 3; i++) {
            RedisCommand counts = RedisCommand.of(Command.INFO, keyOf(i)).arg("commandstats");
            String said = await(linked.link.send(counts)).toString();
            assertTrue(said.contains("cmdstat_publish:calls=1,"), said);
        }
    }

    @Test
    void messagesComeFromWhicheverServerTheyArePublishedAt() throws Exception {
        RedisPubSub pubsub = new RedisPubSub(linked.link, RedisObserver.NOOP, Time.SYSTEM);
        pubsub.start();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        pubsub.subscribe("news", new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                heard.add(message.toString());
            }

            @Override
            public void subscribed() {
                heard.add("subscribed");
            }
        });
        assertEquals("subscribed", Linked.next(heard));
        Script publish = Script.of("publish", "return redis.call('publish', ARGV[1], ARGV[2])");
        for (int i = 0; i < 3; i++) {
            await(linked.link.eval(publish, List.of(keyOf(i)), "news", "from " + i));
            assertEquals("from " + i, Linked.next(heard));
        }
        pubsub.close();
    }

    /** A key whose slot belongs to that server. */
    private static String keyOf(int index) throws Exception {
        for (int i = 0; ; i++) if (servers.at("key" + i) == servers.server(index)) return "key" + i;
    }
}
