package dev.sluice.redis;

import dev.sluice.model.SessionState;
import dev.sluice.model.Time;
import dev.sluice.redis.SessionRecords.Answer;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Brings what this node knows of sessions and what Redis holds together again, after one was without the other.
 *
 * <table>
 * <caption>what becomes of a session</caption>
 * <tr><td>made here while Redis was away</td><td>stored as it is</td></tr>
 * <tr><td>changed here, and by nobody else</td><td>stored as it is: cursors stay true</td></tr>
 * <tr><td>changed here and on another node</td><td>both changes are kept; a new epoch where both gave out the same ordinals</td></tr>
 * <tr><td>changed by another node alone</td><td>taken over</td></tr>
 * <tr><td>older there than here</td><td>a replica took over that had not got all: as if changed on both</td></tr>
 * <tr><td>not there any more</td><td>Redis lost it: stored again, with a new epoch, since another node may have told readers of what this
 * one never heard of</td></tr>
 * <tr><td>ended here, or there</td><td>over</td></tr>
 * </table>
 *
 * {@link #one} may be called from any thread; a pass over all belongs to the link's loop.
 */
final class WriteBack {
    private static final int AT_ONCE = 64;
    private static final int ATTEMPTS = 20;

    private final KnownSessions known;
    private final SessionRecords records;
    private final Time time;
    private final long ttlMillis;
    private Queue<String> left;
    private boolean again;

    WriteBack(KnownSessions known, SessionRecords records, Time time, long ttlMillis) {
        this.known = known;
        this.records = records;
        this.time = time;
        this.ttlMillis = ttlMillis;
    }

    /** All that are known, some at a time; once more where it is asked for while a pass is on. */
    void all() {
        if (left != null) {
            again = true;
            return;
        }
        left = new ArrayDeque<>(known.tags());
        int first = Math.max(1, Math.min(AT_ONCE, left.size()));
        int[] running = {first};
        for (int i = 0; i < first; i++) next(running);
    }

    private void next(int[] running) {
        String tag = left.poll();
        while (tag != null && known.get(tag) == null) tag = left.poll();
        if (tag != null) {
            // Where Redis is away again, so is the next; it is all done anew when it is back.
            one(tag).onComplete(done -> {
                if (done.failed()) left.clear();
                next(running);
            });
            return;
        }
        if (--running[0] > 0) return;
        left = null;
        if (!again) return;
        again = false;
        all();
    }

    /** One session. Fails with {@link RedisAwayException}. */
    Future<Void> one(String tag) {
        return one(tag, ATTEMPTS);
    }

    private Future<Void> one(String tag, int attempts) {
        KnownSession here = known.get(tag);
        if (here == null) return Future.succeededFuture();
        if (here.ended())
            return records.end(tag).map(v -> {
                known.end(tag, false);
                return null;
            });
        if (attempts == 0) return Future.failedFuture(new RedisAwayException("redis: a session changes too often"));
        SessionState mine = here.state();
        Future<Answer> answer = here.unsaved()
                ? records.save(mine, tag, here.saved())
                : records.read(mine.id(), tag, here.saved(), false);
        return answer.compose(said -> {
            if (said instanceof Answer.Same) {
                if (here.unsaved()) known.saved(tag, mine, mine);
                KnownSession now = known.get(tag);
                return now != null && now.unsaved() ? one(tag, attempts - 1) : Future.succeededFuture();
            }
            if (said instanceof Answer.Found found) return meet(tag, here, found.state(), attempts);
            if (said instanceof Answer.Missing) return missing(tag, here, attempts);
            if (said instanceof Answer.Ended) known.end(tag, false);
            return Future.succeededFuture();
        });
    }

    private Future<Void> missing(String tag, KnownSession here, int attempts) {
        if (time.millis() - here.usedMillis() > ttlMillis) {
            known.end(tag, false);
            return Future.succeededFuture();
        }
        return store(tag, here, here.state().reborn(), null, attempts);
    }

    /** Both are there, and differ. */
    private Future<Void> meet(String tag, KnownSession here, SessionState theirs, int attempts) {
        SessionState mine = here.state();
        boolean oneLife = theirs.epoch().equals(mine.epoch());
        if (!here.unsaved() && oneLife && theirs.version() > mine.version()) {
            known.stored(tag, theirs, time.millis());
            return Future.succeededFuture();
        }
        SessionState both = theirs.absorb(mine);
        if (oneLife && !both.continues(mine)) both = both.reborn();
        if (both.version() <= mine.version()) both = both.above(mine.version());
        if (both == theirs) {
            known.saved(tag, mine, theirs);
            return Future.succeededFuture();
        }
        return store(tag, here, both, SessionCodec.mark(theirs), attempts);
    }

    private Future<Void> store(String tag, KnownSession here, SessionState next, String follows, int attempts) {
        return records.save(next, tag, follows).compose(said -> {
            if (said instanceof Answer.Same) known.saved(tag, here.state(), next);
            return said instanceof Answer.Foreign ? Future.succeededFuture() : one(tag, attempts - 1);
        });
    }
}
