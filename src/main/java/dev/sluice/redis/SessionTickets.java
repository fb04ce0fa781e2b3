package dev.sluice.redis;

import dev.sluice.model.Expiring;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.SessionId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;

/**
 * Single-use tickets: a key for each, which whoever redeems it takes away. Those that are issued while Redis is away are good on this
 * node alone. Any thread.
 */
final class SessionTickets {
    private final RedisLink link;
    private final RedisObserver observer;
    private final Expiring<String, SessionId> here;

    SessionTickets(RedisLink link, RedisObserver observer, Time time) {
        this.link = link;
        this.observer = observer;
        this.here = new Expiring<>(time);
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
            here.put(ticket, session, life.toMillis());
            return Future.succeededFuture(ticket);
        });
    }

    /** The session; null where the ticket was used, has expired or never was. */
    Future<SessionId> redeem(String ticket) {
        SessionId known = here.take(ticket);
        if (known != null) return Future.succeededFuture(known);
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
        here.sweep();
    }

    private String key(String ticket) {
        return link.keys().key("ticket", RedisKeys.hidden(ticket));
    }
}
