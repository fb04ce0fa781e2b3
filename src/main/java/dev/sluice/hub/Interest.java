package dev.sluice.hub;

import dev.sluice.channel.Channels;
import dev.sluice.model.SessionId;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Who still wants one answer: sessions with a tab that is there, and direct readers. When nobody does for the time of the grace,
 * the answer is cancelled. Belongs to the completion's loop, but for the set of sessions, which may be read from any thread.
 */
final class Interest {
    private final Completion completion;
    private final Lane lane;
    private final Channels channels;
    private final long graceMillis;
    private final Set<SessionId> sessions = new CopyOnWriteArraySet<>();
    private int readers;
    private boolean elsewhere;
    private long graceTimer = -1;
    private boolean closed;

    /** @param graceMillis 0 to cancel at once when the last one leaves */
    Interest(Completion completion, Lane lane, Channels channels, long graceMillis) {
        this.completion = completion;
        this.lane = lane;
        this.channels = channels;
        this.graceMillis = graceMillis;
    }

    Set<SessionId> sessions() {
        return sessions;
    }

    void add(SessionId session) {
        sessions.add(session);
        reconsider();
    }

    void remove(SessionId session) {
        sessions.remove(session);
        reconsider();
    }

    void readerCame() {
        readers++;
        reconsider();
    }

    void readerLeft() {
        readers--;
        reconsider();
    }

    /** Whether readers on other nodes want it. */
    void elsewhere(boolean wanted) {
        if (elsewhere == wanted) return;
        elsewhere = wanted;
        reconsider();
    }

    /** Somebody asked for the text without holding a connection: the grace begins anew. */
    void touched() {
        stopTimer();
        reconsider();
    }

    void reconsider() {
        if (closed) return;
        if (wanted()) stopTimer();
        else if (graceMillis == 0) completion.cancel();
        else if (graceTimer < 0)
            graceTimer = lane.vertx().setTimer(graceMillis, t -> {
                graceTimer = -1;
                if (!wanted()) completion.cancel();
            });
    }

    void close() {
        closed = true;
        stopTimer();
    }

    private boolean wanted() {
        if (readers > 0 || elsewhere) return true;
        for (SessionId session : sessions)
            if (channels.wants(session, completion.log().id())) return true;
        return false;
    }

    private void stopTimer() {
        if (graceTimer >= 0) lane.vertx().cancelTimer(graceTimer);
        graceTimer = -1;
    }
}
