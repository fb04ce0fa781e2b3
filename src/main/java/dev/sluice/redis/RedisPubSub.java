package dev.sluice.redis;

import dev.sluice.model.SessionId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What other nodes publish, heard over one connection, which is made again whenever it breaks. Messages of the time between are lost;
 * so each listener is told when it hears (again), and reads then what it may have missed: subscribe, then read, then leave out what
 * came twice.
 *
 * <p>Redis's classic pub/sub, in a cluster too: a message is passed to all its servers, so that it matters neither where it is
 * published nor where this connection is. Nothing but (un)subscriptions is sent on it, {@code PING} least of all; a connection that
 * died in silence shows by a message of our own that does not come back.
 *
 * <p>Safe from any thread; works, and calls listeners, on the link's loop.
 */
public final class RedisPubSub {
    private static final long BEAT_MILLIS = 5_000;

    private final RedisLink link;
    private final Vertx vertx;
    private final RedisObserver observer;
    private final Time time;
    private final Redial redial;
    private final long beatMillis;
    private final Promise<Void> first = Promise.promise();
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final String beat;
    private Dialer.Line line;
    private long beatTimer = -1;
    private long redialTimer = -1;
    private long unheardSince;
    private boolean closed;

    /** Called on the link's loop; must not block. */
    public interface Listener {
        /** Somebody published this. */
        void message(Buffer message);

        /** From now on messages are heard: for the first time, or again after a break. */
        void subscribed();
    }

    /** Who listens to one channel. It stays for a while once nobody does: who left may be back soon. */
    private static final class Topic {
        private final List<Hearing> hearings = new ArrayList<>();
        private boolean acknowledged;
    }

    /** One listener at one channel. */
    public final class Hearing {
        private final String channel;
        private final Listener listener;

        private Hearing(String channel, Listener listener) {
            this.channel = channel;
            this.listener = listener;
        }

        /** Hears no more, once the link's loop has got to it. Idempotent. */
        public void close() {
            onLoop(() -> remove(this));
        }
    }

    /** @param observer told whether messages are heard */
    public RedisPubSub(RedisLink link, RedisObserver observer, Time time) {
        this(link, observer, time, BEAT_MILLIS);
    }

    /** @param beatMillis how often it is tried whether messages still come; one that takes nearly as long is lost */
    RedisPubSub(RedisLink link, RedisObserver observer, Time time, long beatMillis) {
        this.beatMillis = beatMillis;
        this.link = link;
        this.vertx = link.vertx();
        this.observer = observer;
        this.time = time;
        this.redial = link.redial();
        this.beat = link.keys().channel("beat:" + SessionId.random().value());
    }

    /**
     * Connects, and goes on trying until it is closed. The future is complete once the first attempt is over: all who listen by then
     * hear, or it failed.
     */
    public Future<Void> start() {
        Listener heard = new Listener() {
            @Override
            public void message(Buffer message) {
                unheardSince = 0;
            }

            @Override
            public void subscribed() {}
        };
        onLoop(() -> {
            add(new Hearing(beat, heard));
            beatTimer = vertx.setPeriodic(beatMillis, t -> beat());
            dial();
        });
        return first.future();
    }

    /** @param channel as {@link RedisKeys#channel} names it */
    public Hearing subscribe(String channel, Listener listener) {
        Hearing hearing = new Hearing(channel, listener);
        onLoop(() -> add(hearing));
        return hearing;
    }

    private void add(Hearing hearing) {
        Topic topic = topics.get(hearing.channel);
        if (topic == null) {
            topic = new Topic();
            topics.put(hearing.channel, topic);
            tell(Command.SUBSCRIBE, hearing.channel);
        }
        topic.hearings.add(hearing);
        if (topic.acknowledged) hearing.listener.subscribed();
    }

    private void remove(Hearing hearing) {
        Topic topic = topics.get(hearing.channel);
        if (topic != null) topic.hearings.remove(hearing);
    }

    private void leaveEmptyOnes() {
        topics.entrySet().removeIf(each -> {
            boolean leave =
                    each.getValue().acknowledged && each.getValue().hearings.isEmpty();
            if (leave) tell(Command.UNSUBSCRIBE, each.getKey());
            return leave;
        });
    }

    private void dial() {
        if (closed) return;
        link.listener().onSuccess(this::use).onFailure(e -> {
            first.tryFail(e);
            if (!closed) redialTimer = vertx.setTimer(redial.next(), t -> dial());
        });
    }

    private void use(Dialer.Line next) {
        if (closed) {
            next.close();
            return;
        }
        redial.succeeded();
        line = next;
        unheardSince = 0;
        next.connection().handler(reply -> hear(next, reply));
        next.onLost(why -> lost(next, why));
        Request all = Request.cmd(Command.SUBSCRIBE);
        for (String channel : topics.keySet()) all.arg(channel);
        next.connection().send(all);
        observer.subscriber(true, "connected to " + next.address());
    }

    private void lost(Dialer.Line old, String why) {
        if (line != old) return;
        line = null;
        old.close();
        for (Topic topic : topics.values()) topic.acknowledged = false;
        first.tryFail("redis: " + why);
        if (closed) return;
        observer.subscriber(false, "redis: lost " + old.address() + ": " + why);
        redialTimer = vertx.setTimer(redial.next(), t -> dial());
    }

    /** {@code [message, channel, payload]}, {@code [subscribe, channel, how many]}, or an error. */
    private void hear(Dialer.Line on, Response reply) {
        if (on != line || reply == null) return;
        if (reply.type() == ResponseType.ERROR) {
            lost(on, reply.toString());
            return;
        }
        if (reply.size() < 3) return;
        Topic topic = topics.get(reply.get(1).toString());
        if (topic == null) return;
        switch (reply.get(0).toString()) {
            case "message" -> {
                Buffer message = reply.get(2).toBuffer();
                for (Hearing each : List.copyOf(topic.hearings)) each.listener.message(message);
            }
            case "subscribe" -> {
                topic.acknowledged = true;
                for (Hearing each : List.copyOf(topic.hearings)) each.listener.subscribed();
                if (topics.values().stream().allMatch(t -> t.acknowledged)) first.tryComplete();
            }
            default -> {}
        }
    }

    private void tell(Command command, String channel) {
        if (line != null) line.connection().send(Request.cmd(command, channel));
    }

    private void beat() {
        if (line == null) return;
        if (unheardSince != 0 && time.nanos() - unheardSince > beatMillis * 800_000) {
            lost(line, "it does not pass on messages any more");
            return;
        }
        leaveEmptyOnes();
        unheardSince = time.nanos();
        link.publish(beat, Buffer.buffer("1")).onFailure(e -> unheardSince = 0);
    }

    /** Idempotent. */
    public void close() {
        onLoop(() -> {
            closed = true;
            vertx.cancelTimer(beatTimer);
            vertx.cancelTimer(redialTimer);
            if (line != null) lost(line, "this node closed it");
        });
    }

    private void onLoop(Runnable action) {
        link.loop().runOnContext(v -> action.run());
    }
}
