package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that share a Redis: a sorted set of members by their last beat, by Redis's clock; a hash of what each said with it; and a
 * pub/sub channel for each member, on which only what concerns it is published. Any thread.
 */
public final class RedisNodes implements Nodes {
    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final Script BEAT = Script.named("node_beat");

    /** Far beyond the silence after which a member counts as gone: only a hash that nobody writes any more ends by it. */
    private static final long REPORTS_MILLIS = 3_600_000;

    private final RedisLink link;
    private final RedisPubSub pubSub;
    private final RedisKeys keys;
    private final String self;
    private final RedisObserver observer;
    private Listener listener;
    private RedisPubSub.Hearing hearing;

    /**
     * To be made before the link is started.
     *
     * @param self no other node's, nor this one's in an earlier life
     */
    public RedisNodes(RedisLink link, RedisPubSub pubSub, String self, RedisObserver observer) {
        this.link = link;
        this.pubSub = pubSub;
        this.keys = link.keys();
        this.self = self;
        this.observer = observer;
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
    public Future<Census> beat(long silentMillis, NodeReport report) {
        return link.eval(BEAT, List.of(members(), reports()), self, NodeReportCodec.encode(report), REPORTS_MILLIS)
                .map(reply -> {
                    String foreign = reply.get(2).toString();
                    if (!foreign.isEmpty()) observer.foreign(reports(), foreign);
                    return new Census(
                            members(reply.get(1), silentMillis), reply.get(0).toInteger() == 0);
                });
    }

    /** @param flat name, ms since the last beat, and report, in turns */
    private List<Member> members(Response flat, long silentMillis) {
        List<Member> members = new ArrayList<>(flat.size() / 3);
        for (int i = 0; i < flat.size(); i += 3) {
            String name = flat.get(i).toString();
            // A clock that was set back must not make a member one of the future.
            long ago = Math.max(0, flat.get(i + 1).toLong());
            members.add(new Member(
                    name, ago > silentMillis, ago, report(name, flat.get(i + 2).toString())));
        }
        return members;
    }

    /** Null where there is none: a node of an earlier version says nothing. */
    private NodeReport report(String member, String said) {
        if (said.isEmpty()) return null;
        try {
            return NodeReportCodec.decode(said);
        } catch (InvalidValueException broken) {
            observer.foreign(reports(), member + ": " + broken.getMessage());
            return null;
        }
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

    private String reports() {
        return keys.key("nodes", "all", "said");
    }

    private String channel(String member) {
        return keys.channel("node:" + member);
    }
}
