package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * What Redis holds of sessions: under one key each a state and its mark, changed by compare-and-set, so that all rules are the
 * model's own and no node overwrites what another one did. Futures fail with {@link RedisAwayException}. Any thread.
 */
final class SessionRecords {
    private static final Script READ = Script.named("session_read");
    private static final Script SAVE = Script.named("session_save");
    private static final Script END = Script.named("session_end");
    private static final String ENDED = "ended";

    private final RedisLink link;
    private final RedisObserver observer;
    private final SessionNews news;
    private final long lifeMillis;

    /** What there is. */
    sealed interface Answer {
        /** What the caller has, or has just saved. */
        record Same() implements Answer {}

        /** Another state than the caller has or expected. */
        record Found(SessionState state) implements Answer {}

        record Ended() implements Answer {}

        record Missing() implements Answer {}

        /** Something that is not ours; it was reported, and is left alone. */
        record Foreign() implements Answer {}
    }

    /** @param lifeMillis how long a session is stored after it was last touched */
    SessionRecords(RedisLink link, RedisObserver observer, SessionNews news, long lifeMillis) {
        this.link = link;
        this.observer = observer;
        this.news = news;
        this.lifeMillis = lifeMillis;
    }

    static Script[] scripts() {
        return new Script[] {READ, SAVE, END};
    }

    /**
     * @param mark  of what the caller has; null for nothing
     * @param touch whether its life begins anew
     */
    Future<Answer> read(SessionId id, String tag, String mark, boolean touch) {
        String key = key(tag);
        return answer(id, key, link.eval(READ, List.of(key), mark == null ? "" : mark, touch ? "" + lifeMillis : "0"));
    }

    /** @param follows mark of the state that it was made from; null where nothing must be stored */
    Future<Answer> save(SessionState next, String tag, String follows) {
        String key = key(tag);
        String mark = SessionCodec.mark(next);
        return answer(
                next.id(),
                key,
                link.eval(
                        SAVE,
                        List.of(key),
                        follows == null ? "" : follows,
                        mark,
                        SessionCodec.encode(next),
                        lifeMillis,
                        news.channel(),
                        news.changed(tag, mark)));
    }

    Future<Void> end(String tag) {
        return link.eval(END, List.of(key(tag)), lifeMillis, news.channel(), news.ended(tag))
                .recover(failure -> {
                    if (!(failure instanceof RedisReplyException)) return Future.failedFuture(failure);
                    observer.foreign(key(tag), failure.getMessage());
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    private String key(String tag) {
        return link.keys().key("session", tag);
    }

    private Future<Answer> answer(SessionId id, String key, Future<Response> reply) {
        return reply.map(said -> answer(id, key, said)).recover(failure -> {
            if (!(failure instanceof RedisReplyException)) return Future.failedFuture(failure);
            observer.foreign(key, failure.getMessage());
            return Future.succeededFuture(new Answer.Foreign());
        });
    }

    private Answer answer(SessionId id, String key, Response said) {
        if (said == null) return new Answer.Missing();
        String kind = said.get(0).toString();
        if (kind.equals("same")) return new Answer.Same();
        if (kind.equals(ENDED)) return new Answer.Ended();
        try {
            return new Answer.Found(SessionCodec.decode(id, said.get(1).toBuffer()));
        } catch (InvalidValueException broken) {
            observer.foreign(key, broken.getMessage());
            return new Answer.Foreign();
        }
    }
}
