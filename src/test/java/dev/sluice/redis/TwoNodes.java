package dev.sluice.redis;

import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Two nodes' sessions on one Redis, which may come and go. */
final class TwoNodes implements AutoCloseable {
    static final Principal ANYBODY = new Principal("anna", "acme", Tier.PRO, Set.of());
    static final TabId MAIN = TabId.DEFAULT;

    private final TestRedis redis;
    final HandTime time = new HandTime();
    final SessionNode a;
    final SessionNode b;

    TwoNodes(TestRedis redis) throws TimeoutException {
        this.redis = redis;
        a = node("a");
        b = node("b");
    }

    /** One more. */
    SessionNode node(String name) throws TimeoutException {
        Config.Sessions limits = new Config.Sessions(true, Duration.ofHours(24), 20, 100, 1000);
        return new SessionNode(name, redis.config(), limits, time).started();
    }

    /** Made on a, and known to both. */
    SessionId shared() throws TimeoutException {
        SessionId id = SessionContract.await(a.sessions.create(ANYBODY)).id();
        SessionContract.await(b.sessions.find(id));
        a.told.clear();
        b.told.clear();
        return id;
    }

    void lose() {
        redis.kill();
        a.until("away: ");
        b.until("away: ");
    }

    /** @param empty without what it held */
    void back(boolean empty) throws IOException {
        redis.startAgain(empty);
        for (SessionNode each : new SessionNode[] {a, b}) {
            each.until("up: ", "hears: ");
        }
    }

    static SessionState find(SessionNode node, SessionId id) throws TimeoutException {
        return SessionContract.await(node.sessions.find(id));
    }

    static SessionState subscribe(SessionNode node, SessionId id, String stream) throws TimeoutException {
        return SessionContract.await(node.sessions.subscribe(id, MAIN, new StreamId(stream)));
    }

    static String key(SessionId id) {
        return "test:session:{" + SessionSteps.tag(id) + "}";
    }

    @Override
    public void close() throws TimeoutException {
        a.close();
        b.close();
    }
}
