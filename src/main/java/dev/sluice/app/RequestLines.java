package dev.sluice.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes the lines of finished requests off the event loops: they wait in a bounded queue for a thread of their own, so that whoever reads
 * the log slowly slows nobody. Where the queue is full they are dropped and counted.
 */
final class RequestLines extends AsyncAppender {
    private static final int WAITING = 8192;
    private static final LongAdder DROPPED = new LongAdder();

    RequestLines() {
        setName("requests");
        setQueueSize(WAITING);
        setNeverBlock(true);
        // Asked for the last place: by itself the appender would drop without a word.
        setDiscardingThreshold(1);
    }

    /** By all nodes of this process. */
    static long dropped() {
        return DROPPED.sum();
    }

    @Override
    protected boolean isDiscardable(ILoggingEvent line) {
        DROPPED.increment();
        return true;
    }
}
