package dev.sluice.redis;

import static dev.sluice.redis.Linked.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.RedisConfig.Mode;
import dev.sluice.model.Time;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A master of a Redis Cluster dies, and the server that followed it takes its place. */
final class RedisFailoverIT {
    private static final Script ADD = Script.of("add", "return redis.call('incrby', KEYS[1], ARGV[1])");

    @Test
    void itsSuccessorIsFoundWithWhatItHeldAndMessagesAreHeardAgain() throws Exception {
        try (RedisClusterServers servers = RedisClusterServers.start(1_000);
                RedisServer follower = servers.follower();
                Linked linked = new Linked(Linked.config(
                        Mode.CLUSTER,
                        null,
                        servers.server(0).port(),
                        servers.server(1).port()))) {
            linked.link.prepare(ADD);
            linked.started();
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            RedisPubSub pubSub = new RedisPubSub(linked.link, RedisObserver.NOOP, Time.SYSTEM, 200);
            pubSub.start();
            pubSub.subscribe("news", new RedisPubSub.Listener() {
                @Override
                public void message(Buffer message) {
                    heard.add(message.toString());
                }

                @Override
                public void subscribed() {}
            });
            String key = key(servers);
            assertEquals(2, await(linked.link.eval(ADD, List.of(key), 2)).toInteger());
            assertEquals("1", servers.server(0).ask("WAIT 1 5000"));

            servers.server(0).kill();
            linked.nextState("away: ");
            String up = linked.nextState("up: ");
            assertTrue(up.endsWith(":" + follower.port()), up);
            assertEquals(5, await(linked.link.eval(ADD, List.of(key), 3)).toInteger());
            Until.so("a message is heard", () -> {
                await(linked.link.publish("news", Buffer.buffer("after")));
                return heard.contains("after");
            });
            pubSub.close();
        }
    }

    /** Of the server that dies. */
    private static String key(RedisClusterServers servers) throws Exception {
        for (int i = 0; ; i++) if (servers.at("key" + i) == servers.server(0)) return "key" + i;
    }
}
