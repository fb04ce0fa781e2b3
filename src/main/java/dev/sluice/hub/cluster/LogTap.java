package dev.sluice.hub.cluster;

import dev.sluice.log.StreamLog;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Where an answer crosses from its own loop to the cluster's: one hop for all that is appended until the writer reads the log.
 */
final class LogTap implements StreamLog.Tap {
    private final AtomicBoolean told = new AtomicBoolean();
    private final ClusterLoop loop;
    private final Runnable turn;

    LogTap(ClusterLoop loop, Runnable turn) {
        this.loop = loop;
        this.turn = turn;
    }

    @Override
    public void appended() {
        if (told.compareAndSet(false, true)) loop.later(turn);
    }

    /** To be called before the log is read: what is appended from here on is told again. */
    void reading() {
        told.set(false);
    }
}
