package dev.sluice.redis;

import dev.sluice.model.Config;
import dev.sluice.model.Opening;
import dev.sluice.model.RedisConfig;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of a node as its sessions need, and all that it is told of them. */
final class SessionNode implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final BlockingQueue<String> states = new LinkedBlockingQueue<>();
    final BlockingQueue<String> foreign = new LinkedBlockingQueue<>();
    /** What it has, for as long as nobody takes over; only {@link #open} puts something there. */
    final Queue<Opening> openings = new ConcurrentLinkedQueue<>();

    /** Sent for sessions so far. */
    final AtomicInteger commands = new AtomicInteger();

    final RedisLink link;
    final RedisSessions sessions;
    private final RedisPubSub pubsub;
    private final Time time;

    SessionNode(String name, RedisConfig config, Config.Sessions limits, Time time) {
        this.time = time;
        RedisObserver observer = new RedisObserver() {
            @Override
            public void state(boolean up, String why) {
                states.add((up ? "up: " : "away: ") + why);
            }

            @Override
            public void subscriber(boolean up, String why) {
                states.add((up ? "hears: " : "deaf: ") + why);
            }

            @Override
            public void command(String name, long nanos, long sent, long received, boolean failed) {
                if (name.startsWith("session_")) commands.incrementAndGet();
            }

            @Override
            public void foreign(String key, String what) {
                foreign.add(key);
            }
        };
        link = new RedisLink(vertx, config, observer, time, new Random(name.hashCode()));
        sessions = new RedisSessions(link, observer, limits, time, name);
        sessions.listen(new SessionStore.Listener() {
            @Override
            public void changed(SessionState state) {
                told.add("changed " + state.version());
            }

            @Override
            public void ended(SessionId id) {
                told.add("ended");
            }

            @Override
            public void replaced(SessionId id, TabId tab) {
                told.add("replaced " + tab);
                openings.removeIf(each -> each.session().equals(id) && Objects.equals(each.tab(), tab));
            }

            @Override
            public List<Opening> openings() {
                return List.copyOf(openings);
            }

            @Override
            public Long openedMillis(SessionId id, TabId tab) {
                return openings.stream()
                        .filter(each -> each.session().equals(id) && Objects.equals(each.tab(), tab))
                        .map(Opening::millis)
                        .findFirst()
                        .orElse(null);
            }
        });
        pubsub = new RedisPubSub(link, observer, time);
    }

    SessionNode started() throws TimeoutException {
        Linked.await(link.start());
        sessions.start(pubsub);
        Linked.await(pubsub.start());
        until("hears: ");
        return this;
    }

    /** The tabs that it has connections for, * for a whole session's. */
    List<String> holds() {
        return openings.stream()
                .map(each -> each.tab() == null ? "*" : each.tab().value())
                .toList();
    }

    /** As a connection does. */
    void open(SessionId id, TabId tab) {
        openings.removeIf(each -> each.session().equals(id) && Objects.equals(each.tab(), tab));
        openings.add(new Opening(id, tab, time.millis()));
        sessions.opened(id, tab);
    }

    /** Waits for changes of state that begin so, in whichever order they come. */
    void until(String... begins) {
        List<String> left = new ArrayList<>(List.of(begins));
        while (!left.isEmpty()) {
            String state = Linked.next(states);
            left.removeIf(state::startsWith);
        }
    }

    @Override
    public void close() throws TimeoutException {
        pubsub.close();
        Linked.await(link.close());
        Linked.await(vertx.close());
    }
}
