package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lines that nobody takes are dropped and counted, and whoever logs does not wait. */
final class RequestLinesTest {
    private static final int LINES = 20_000;

    /** Somebody who takes nothing for a while. */
    private static final class Stuck extends AppenderBase<ILoggingEvent> {
        final CountDownLatch free = new CountDownLatch(1);
        final AtomicInteger written = new AtomicInteger();

        @Override
        protected void append(ILoggingEvent line) {
            try {
                free.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            written.incrementAndGet();
        }
    }

    @Test
    void linesThatNobodyTakesAreDroppedAndCounted() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger logger = context.getLogger("requests");
        Stuck stuck = new Stuck();
        stuck.setContext(context);
        stuck.start();
        RequestLines lines = new RequestLines();
        lines.setContext(context);
        lines.addAppender(stuck);
        lines.setMaxFlushTime(20_000);
        lines.start();
        long before = RequestLines.dropped();
        long began = System.nanoTime();
        for (int i = 0; i < LINES; i++)
            lines.doAppend(new LoggingEvent("", logger, Level.INFO, "line " + i, null, null));
        assertTrue(System.nanoTime() - began < 10e9, "logging waited");
        long dropped = RequestLines.dropped() - before;
        assertTrue(dropped > 0, "nothing was dropped");
        stuck.free.countDown();
        lines.stop();
        assertEquals(LINES, stuck.written.get() + dropped, "written and dropped are all there were");
    }
}
