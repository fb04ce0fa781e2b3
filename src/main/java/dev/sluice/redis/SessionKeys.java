package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Idempotency keys: each bound to a request's digest and its stream for a day. Those that are bound while Redis is away are known to this
 * node alone until it is back. A crossing, for those: bound on any loop.
 */
final class SessionKeys {
    private static final Script BIND = Script.named("key_bind");
    private static final Script UNBIND = Script.named("key_unbind");
    private static final long LIFE_MILLIS = Duration.ofHours(24).toMillis();

    /** What a key is bound to. @param digest of the request; without blanks */
    record Bound(String digest, StreamId stream) {
        private String text() {
            return digest + ' ' + stream;
        }

        private static Bound of(String text) {
            int blank = text.lastIndexOf(' ');
            return new Bound(text.substring(0, Math.max(0, blank)), new StreamId(text.substring(blank + 1)));
        }
    }

    private record Kept(Bound bound, long untilMillis) {}

    private final RedisLink link;
    private final RedisObserver observer;
    private final Time time;
    private final Map<String, Kept> here = new ConcurrentHashMap<>();

    SessionKeys(RedisLink link, RedisObserver observer, Time time) {
        this.link = link;
        this.observer = observer;
        this.time = time;
    }

    static Script[] scripts() {
        return new Script[] {BIND, UNBIND};
    }

    /** @param tag of the session. @return what it is bound to now */
    Future<Bound> bind(String tag, String key, Bound bound) {
        String at = at(tag, key);
        Kept kept = here.get(at);
        if (kept != null && kept.untilMillis >= time.millis()) return Future.succeededFuture(kept.bound);
        return link.eval(BIND, List.of(at), bound.text(), LIFE_MILLIS)
                .map(now -> Bound.of(now.toString()))
                .recover(failure -> {
                    if (failure instanceof RedisReplyException || failure instanceof InvalidValueException)
                        observer.foreign(at, failure.getMessage());
                    else if (!(failure instanceof RedisAwayException)) return Future.failedFuture(failure);
                    return Future.succeededFuture(keep(at, bound));
                });
    }

    private Bound keep(String at, Bound bound) {
        long now = time.millis();
        return here.compute(
                        at, (k, old) -> old == null || old.untilMillis < now ? new Kept(bound, now + LIFE_MILLIS) : old)
                .bound;
    }

    Future<Void> unbind(String tag, String key, StreamId stream) {
        String at = at(tag, key);
        here.computeIfPresent(at, (k, kept) -> kept.bound.stream().equals(stream) ? null : kept);
        // Where Redis is away, and had it, the key stays bound for its day: its owner is told of a stream that came to
        // nothing.
        return link.eval(UNBIND, List.of(at), stream.value())
                .<Void>mapEmpty()
                .recover(away -> Future.succeededFuture());
    }

    /** Redis is back: other nodes shall know, too, unless one of them was first. */
    void writeBack() {
        here.forEach((at, kept) -> link.eval(
                        BIND, List.of(at), kept.bound.text(), Math.max(1, kept.untilMillis - time.millis()))
                .onSuccess(done -> here.remove(at, kept)));
    }

    void sweep() {
        here.values().removeIf(kept -> kept.untilMillis < time.millis());
    }

    private String at(String tag, String key) {
        return link.keys().key("session", tag, "key:" + RedisKeys.hidden(key));
    }
}
