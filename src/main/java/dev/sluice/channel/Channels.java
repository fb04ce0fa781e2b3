package dev.sluice.channel;

import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.Cursor;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Opening;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * All channels of this node. Opens connections, hands a session's changes to them, and knows who is present. Safe from any thread
 * (a crossing: the map, and each {@link Channel}'s guard).
 */
public final class Channels implements SessionStore.Listener {
    private final Config.Channels config;
    private final Logs logs;
    private final SessionStore sessions;
    private final ChannelObserver observer;
    private final RandomGenerator random;
    private final Map<SessionId, Channel> channels = new ConcurrentHashMap<>();
    private final Departures departures = new Departures();
    private final AtomicLong connectionNumbers = new AtomicLong();
    private volatile Presence presence = (session, state) -> {};
    private volatile Gathering gathering = Gathering.NOTHING;

    /** Who wants to know that tabs came or went. */
    public interface Presence {
        /** @param state null where the session is gone. Called on any thread; must not block. */
        void changed(SessionId session, SessionState state);
    }

    /** @param random where {@code retry:} and other jitter come from; used on any thread */
    public Channels(
            Config.Channels config,
            Logs logs,
            SessionStore sessions,
            ChannelObserver observer,
            RandomGenerator random) {
        this.config = config;
        this.logs = logs;
        this.sessions = sessions;
        this.observer = observer;
        this.random = random;
    }

    /** Who is told of presence from now on. */
    public void presence(Presence listener) {
        presence = listener;
    }

    /** One more way by which logs of other nodes come here from now on. To be called before the first connection. */
    public void gathering(Gathering way) {
        gathering = gathering.and(way);
    }

    /**
     * To be waited for before {@link #open}; does not fail, and completes on the caller's loop.
     *
     * @param lastEventId as for that
     */
    public Future<Void> gather(SessionState state, TabId tab, String lastEventId) {
        // Logs come in on loops of their own; what is opened next belongs to this one.
        return Hop.back(gathering.gather(state, null, tab, Cursor.parse(lastEventId)));
    }

    /**
     * Opens a connection on the loop, on whose thread this is called: sends hello and what is owed, then says goodbye to the one
     * that it replaces.
     *
     * @param tab         the one tab it is for, or null for the session's
     * @param lastEventId the cursor as it came, or null
     */
    public Connection open(SessionState state, TabId tab, String lastEventId, Outlet outlet, Loop loop) {
        String id = "c" + Long.toString(connectionNumbers.incrementAndGet(), 36);
        ConnectionLimits limits = ConnectionLimits.draw(config, random);
        Connection connection = new Connection(id, state.id(), tab, loop, outlet, logs, limits, observer);
        // First: from now on an older connection elsewhere does not take over from this one. It hears of it when hello
        // has left.
        sessions.opened(state.id(), tab);
        String left = departures.causeOf(state.id());
        Connection[] before = new Connection[1];
        Channel channel = channels.compute(state.id(), (session, known) -> {
            Channel at = known == null ? new Channel(state) : known;
            before[0] = at.attach(connection);
            return at;
        });
        SessionState newest = channel.update(state);
        connection.open(
                newest, lastEventId, before[0] != null ? "takeover" : left, reason -> detach(connection, reason));
        // A change between the two lines above found the connection registered but not yet open.
        connection.sync(channel.state());
        if (before[0] != null) onLoop(before[0], old -> old.bye("replaced", false, 0));
        presence.changed(state.id(), newest);
        lookAgain(connection.session(), newest.version());
        return connection;
    }

    /** Changes are told to channels that are there: what changed between the caller's look and the registration must be read. */
    private void lookAgain(SessionId session, long seen) {
        sessions.find(session)
                .onSuccess(now -> {
                    if (now.version() > seen) changed(now);
                })
                .onFailure(gone -> {
                    if (gone instanceof FailureException f && f.failure().kind() == Failure.Kind.UNAUTHENTICATED)
                        ended(session);
                });
    }

    private void detach(Connection connection, String reason) {
        departures.left(connection.session(), reason);
        SessionState[] last = new SessionState[1];
        channels.computeIfPresent(connection.session(), (session, channel) -> {
            last[0] = channel.state();
            channel.detach(connection);
            return channel.empty() ? null : channel;
        });
        if (last[0] != null) presence.changed(connection.session(), last[0]);
    }

    @Override
    public void changed(SessionState state) {
        Channel channel = channels.get(state.id());
        if (channel == null) {
            presence.changed(state.id(), state);
            return;
        }
        Future<Void> gathered = gathering.gather(state, channel.state(), null, null);
        if (gathered.isComplete()) told(channel, state);
        else gathered.onComplete(v -> told(channel, state));
    }

    private void told(Channel channel, SessionState state) {
        SessionState before = channel.state();
        SessionState newest = channel.update(state);
        // Another life that gave the ordinals out otherwise: what was read here would be taken for something else.
        boolean goesOn = newest.epoch().equals(before.epoch()) || newest.continues(before);
        for (Connection c : channel.connections())
            onLoop(c, each -> {
                if (goesOn) each.sync(newest);
                else each.bye("reset", true, retryMillis());
            });
        presence.changed(state.id(), state);
    }

    @Override
    public void ended(SessionId id) {
        Channel channel = channels.get(id);
        if (channel != null)
            for (Connection c : channel.connections()) onLoop(c, each -> each.bye("expired", false, 0));
        presence.changed(id, null);
    }

    @Override
    public void replaced(SessionId id, TabId tab) {
        Channel channel = channels.get(id);
        if (channel == null) return;
        for (Connection c : channel.connections())
            if (Objects.equals(c.tab(), tab)) onLoop(c, old -> old.bye("replaced", false, 0));
    }

    @Override
    public List<Opening> openings() {
        List<Opening> all = new ArrayList<>();
        for (Channel channel : channels.values())
            for (Connection c : channel.connections()) all.add(new Opening(c.session(), c.tab(), c.openedMillis()));
        return all;
    }

    @Override
    public Long openedMillis(SessionId id, TabId tab) {
        Channel channel = channels.get(id);
        if (channel == null) return null;
        for (Connection c : channel.connections()) if (Objects.equals(c.tab(), tab)) return c.openedMillis();
        return null;
    }

    /** Whether an open tab of the session with a connection here wants the stream. */
    public boolean wants(SessionId session, StreamId stream) {
        Channel channel = channels.get(session);
        if (channel == null) return false;
        Subscription s = channel.state().subscription(stream);
        return s != null && channel.wants(s);
    }

    /** Sessions that have a connection now. */
    public Iterable<SessionId> connected() {
        return channels.keySet();
    }

    /** How long a client that is turned away shall wait. */
    public long retryMillis() {
        return ConnectionLimits.draw(config, random).retryMillis();
    }

    /** Sessions that have a connection now. */
    public int size() {
        return channels.size();
    }

    /** Sessions with a connection that have so many tabs open, the nameless one left out. Both bounds count. */
    public int withTabs(int from, int to) {
        int count = 0;
        for (Channel channel : channels.values()) {
            int tabs = channel.state().tabs().size() - 1;
            if (tabs >= from && tabs <= to) count++;
        }
        return count;
    }

    private static void onLoop(Connection connection, Consumer<Connection> action) {
        connection.loop().later(() -> action.accept(connection));
    }
}
