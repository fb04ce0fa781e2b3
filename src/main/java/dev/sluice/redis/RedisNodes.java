package dev.sluice.redis;

import dev.sluice.model.Nodes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that share a Redis: a sorted set of members by their last beat, by Redis's clock; and a pub/sub channel for each member,
 * on which only what concerns it is published. Any thread.
 */
public final class RedisNodes implements Nodes {
    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final Script BEAT = Script.named("node_beat");

    private final RedisLink link;
    private final RedisPubSub pubSub;
    private final RedisKeys keys;
    private final String self;
    private Listener listener;
    private RedisPubSub.Hearing hearing;

    /**
     * To be made before the link is started.
     *
     * @param self no other node's, nor this one's in an earlier life
     */
    public RedisNodes(RedisLink link, RedisPubSub pubSub, String self) {
        this.link = link;
        this.pubSub = pubSub;
        this.keys = link.keys();
        this.self = self;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean reachable() {
        return link.up();
    }

    @Override
    public Future<Void> send(String member, String message) {
        return link.publish(channel(member), Buffer.buffer(message));
    }

    @Override
    public Future<Census> beat(long silentMillis) {
        return link.eval(BEAT, List.of(members()), self, silentMillis)
                .map(reply -> new Census(
                        names(reply.get(1)), names(reply.get(2)), reply.get(0).toInteger() == 0));
    }

    @Override
    public Future<Boolean> claim(String silent, long millis) {
        String key = keys.key("clearing", silent);
        return link.send(RedisCommand.of(Command.SET, key)
                        .arg(key)
                        .arg(self)
                        .arg("NX")
                        .arg("PX")
                        .arg(millis))
                .map(reply -> reply != null);
    }

    @Override
    public Future<Void> leave(String member) {
        String running = keys.key("running", member);
        return link.send(RedisCommand.of(Command.DEL, running).arg(running))
                .compose(v -> link.send(
                        RedisCommand.of(Command.ZREM, members()).arg(members()).arg(member)))
                .mapEmpty();
    }

    /** Before {@link #start} and before the link's. */
    @Override
    public void listen(Listener to) {
        listener = to;
        link.listen(to::returned);
    }

    @Override
    public void start() {
        hearing = pubSub.subscribe(channel(self), new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                listener.message(message.toString());
            }

            @Override
            public void subscribed() {
                listener.hearing();
            }
        });
    }

    @Override
    public void close() {
        if (hearing != null) hearing.close();
    }

    private String members() {
        return keys.key("nodes", "all");
    }

    private String channel(String member) {
        return keys.channel("node:" + member);
    }

    private static Set<String> names(Response list) {
        Set<String> names = new HashSet<>();
        for (Response each : list) names.add(each.toString());
        return names;
    }
}
