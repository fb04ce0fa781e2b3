package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.SessionId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Single-use tickets: a key for each, which whoever redeems it takes away. Those that are issued while Redis is away are good on this
 * node alone. A crossing, for those: issued and redeemed on any loop.
 */
final class SessionTickets {
    private record Kept(SessionId session, long untilMillis) {}

    private final RedisLink link;
    private final RedisObserver observer;
    private final Time time;
    private final Map<String, Kept> here = new ConcurrentHashMap<>();

    SessionTickets(RedisLink link, RedisObserver observer, Time time) {
        this.link = link;
        this.observer = observer;
        this.time = time;
    }

    Future<String> issue(SessionId session, Duration life) {
        String ticket = SessionId.random().value();
        String key = key(ticket);
        RedisCommand set = RedisCommand.of(Command.SET, key)
                .arg(key)
                .arg(session.value())
                .arg("PX")
                .arg(life.toMillis());
        return link.send(set).map(ticket).recover(failure -> {
            if (!(failure instanceof RedisAwayException)) return Future.failedFuture(failure);
            here.put(ticket, new Kept(session, time.millis() + life.toMillis()));
            return Future.succeededFuture(ticket);
        });
    }

    /** The session; null where the ticket was used, has expired or never was. */
    Future<SessionId> redeem(String ticket) {
        Kept kept = here.remove(ticket);
        if (kept != null) return Future.succeededFuture(kept.untilMillis < time.millis() ? null : kept.session);
        String key = key(ticket);
        return link.send(RedisCommand.of(Command.GETDEL, key).arg(key))
                .map(session -> session == null ? null : new SessionId(session.toString()))
                .recover(failure -> {
                    if (!(failure instanceof RedisReplyException || failure instanceof InvalidValueException))
                        return Future.failedFuture(failure);
                    observer.foreign(key, failure.getMessage());
                    return Future.succeededFuture();
                });
    }

    void sweep() {
        here.values().removeIf(kept -> kept.untilMillis < time.millis());
    }

    private String key(String ticket) {
        return link.keys().key("ticket", RedisKeys.hidden(ticket));
    }
}
