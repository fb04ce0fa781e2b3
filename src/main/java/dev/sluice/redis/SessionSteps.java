package dev.sluice.redis;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.Time;
import dev.sluice.redis.SessionRecords.Answer;
import io.vertx.core.Future;
import java.util.function.UnaryOperator;

/**
 * From one state of a session to the next, in one round trip: the next state is made here, from what this node knows, and stored
 * where nobody was faster; otherwise it is made again from what is there. Where Redis is away it is made here alone. Any thread.
 */
final class SessionSteps {
    private static final int ATTEMPTS = 50;

    private final RedisLink link;
    private final KnownSessions known;
    private final SessionRecords records;
    private final WriteBack writeBack;
    private final Time time;
    private final long ttlMillis;
    private final long touchMillis;

    /** @param touchMillis Redis is told of a session's use at most this often, unless it has to be asked anyway */
    SessionSteps(
            RedisLink link,
            KnownSessions known,
            SessionRecords records,
            WriteBack writeBack,
            Time time,
            long ttlMillis,
            long touchMillis) {
        this.link = link;
        this.known = known;
        this.records = records;
        this.writeBack = writeBack;
        this.time = time;
        this.ttlMillis = ttlMillis;
        this.touchMillis = touchMillis;
    }

    /** What stands for the session in keys and messages. */
    static String tag(SessionId id) {
        return RedisKeys.hidden(id.value());
    }

    /** @param step yields its argument where nothing changes; may fail with a {@link FailureException}; may be called several times */
    Future<SessionState> change(SessionId id, UnaryOperator<SessionState> step) {
        return change(id, tag(id), step, ATTEMPTS);
    }

    private Future<SessionState> change(SessionId id, String tag, UnaryOperator<SessionState> step, int attempts) {
        if (attempts == 0)
            return Future.failedFuture(new RedisAwayException("redis: the session changes too often; try again"));
        long now = time.millis();
        KnownSession here = known.get(tag);
        if (here != null && here.ended()) return unknown();
        if (here != null && here.unsaved()) {
            if (link.up()) writeBack.one(tag);
            return here(tag, here, step, now);
        }
        SessionState before = here == null ? null : here.state();
        SessionState next = before;
        FailureException refused = null;
        try {
            if (here != null) next = step.apply(before);
        } catch (FailureException e) {
            refused = e;
        }
        // What changes nothing, or is refused, may be so only because this node has not heard yet.
        boolean look = next == before || refused != null;
        boolean touch = here == null || now - here.touchedMillis() >= touchMillis;
        Future<Answer> asked = look
                ? records.read(id, tag, here == null ? null : here.saved(), touch)
                : records.save(next, tag, here.saved());
        SessionState made = next;
        FailureException why = refused;
        return asked.transform(done -> {
            if (done.succeeded()) {
                Answer said = done.result();
                if (said instanceof Answer.Same) {
                    known.update(tag, s -> touch || !look ? s.used(now).touched(now) : s.used(now));
                    if (!look) known.saved(tag, before, made);
                    return why == null ? Future.succeededFuture(made) : Future.failedFuture(why);
                }
                if (!(said instanceof Answer.Foreign)) return other(id, tag, here, said, step, attempts);
                return here == null ? unknown() : here(tag, here, step, now);
            }
            if (!(done.cause() instanceof RedisAwayException) || here == null) return Future.failedFuture(done.cause());
            return here(tag, here, step, now);
        });
    }

    /** Redis has not got what this node expected. */
    private Future<SessionState> other(
            SessionId id, String tag, KnownSession here, Answer said, UnaryOperator<SessionState> step, int attempts) {
        if (said instanceof Answer.Ended) {
            known.end(tag, false);
            return unknown();
        }
        if (here == null) {
            if (!(said instanceof Answer.Found found)) return unknown();
            known.stored(tag, found.state(), time.millis());
            return change(id, tag, step, attempts - 1);
        }
        if (said instanceof Answer.Found found
                && found.state().epoch().equals(here.state().epoch())) known.stored(tag, found.state(), time.millis());
        KnownSession now = known.get(tag);
        Future<Void> settled =
                now == null || now.state() != here.state() ? Future.succeededFuture() : writeBack.one(tag);
        return settled.recover(away -> Future.succeededFuture())
                .compose(v -> known.get(tag) == null ? unknown() : change(id, tag, step, attempts - 1));
    }

    /** Without Redis. */
    private Future<SessionState> here(String tag, KnownSession here, UnaryOperator<SessionState> step, long now) {
        if (now - here.usedMillis() > ttlMillis) {
            known.end(tag, false);
            return unknown();
        }
        known.update(tag, session -> session.used(now));
        try {
            SessionState after = known.apply(tag, step);
            return after == null ? unknown() : Future.succeededFuture(after);
        } catch (FailureException refused) {
            return Future.failedFuture(refused);
        }
    }

    static <T> Future<T> unknown() {
        return Future.failedFuture(Failure.of(
                        Kind.UNAUTHENTICATED,
                        "unknown_session",
                        "session: unknown or expired; POST /api/v1/session makes one")
                .exception());
    }
}
