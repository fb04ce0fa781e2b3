package dev.sluice.redis;

import dev.sluice.model.Expiring;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Idempotency keys: each bound to a request's digest and its stream for a day. Those that are bound while Redis is away are known to this
 * node alone until it is back. Any thread.
 */
final class SessionKeys {
    private static final Script BIND = Script.named("key_bind");
    private static final Script UNBIND = Script.named("key_unbind");
    private static final long LIFE_MILLIS = Duration.ofHours(24).toMillis();

    /**
     * What a key is bound to.
     *
     * @param digest of the request; without blanks
     */
    record Bound(String digest, StreamId stream) {
        private String text() {
            return digest + ' ' + stream;
        }

        private static Bound of(String text) {
            int blank = text.lastIndexOf(' ');
            return new Bound(text.substring(0, Math.max(0, blank)), new StreamId(text.substring(blank + 1)));
        }
    }

    private final RedisLink link;
    private final RedisObserver observer;
    private final Expiring<String, Bound> here;

    SessionKeys(RedisLink link, RedisObserver observer, Time time) {
        this.link = link;
        this.observer = observer;
        this.here = new Expiring<>(time);
    }

    static Script[] scripts() {
        return new Script[] {BIND, UNBIND};
    }

    /**
     * @param tag of the session
     * @return what it is bound to now
     */
    Future<Bound> bind(String tag, String key, Bound bound) {
        String at = at(tag, key);
        Bound known = here.get(at);
        if (known != null) return Future.succeededFuture(known);
        return link.eval(BIND, List.of(at), bound.text(), LIFE_MILLIS)
                .map(now -> Bound.of(now.toString()))
                .recover(failure -> {
                    if (failure instanceof RedisReplyException || failure instanceof InvalidValueException)
                        observer.foreign(at, failure.getMessage());
                    else if (!(failure instanceof RedisAwayException)) return Future.failedFuture(failure);
                    return Future.succeededFuture(here.putIfAbsent(at, bound, LIFE_MILLIS));
                });
    }

    Future<Void> unbind(String tag, String key, StreamId stream) {
        String at = at(tag, key);
        here.removeIf(at, bound -> bound.stream().equals(stream));
        // Where Redis is away, and had it, the key stays bound for its day: its owner is told of a stream that came to
        // nothing.
        return link.eval(UNBIND, List.of(at), stream.value())
                .<Void>mapEmpty()
                .recover(away -> Future.succeededFuture());
    }

    /** Redis is back: other nodes shall know, too, unless one of them was first. */
    void writeBack() {
        here.forEach((at, bound, restMillis) -> link.eval(BIND, List.of(at), bound.text(), restMillis)
                .onSuccess(done -> here.removeIf(at, bound::equals)));
    }

    void sweep() {
        here.sweep();
    }

    private String at(String tag, String key) {
        return link.keys().key("session", tag, "key:" + RedisKeys.hidden(key));
    }
}
