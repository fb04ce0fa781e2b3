package dev.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** One thread appends while others attach, read and wait for their tap: whoever is never told would wait for ever. */
final class StreamLogThreadsTest {
    private static final int EVENTS = 5_000;
    private static final int READERS = 4;
    private static final int ROUNDS = 5;

    @Test
    void whoAttachesFirstAndThenReadsMissesNothing() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int round = 0; round < ROUNDS; round++) round();
        });
    }

    private static void round() throws Exception {
        Logs node = new Logs(new LogLimits(64, 1 << 20), 1000, 1 << 30);
        StreamLog log = node.open(new StreamId("s"), new OpenAiFold());
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        try {
            List<Future<String>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) readers.add(threads.submit(() -> readAll(log)));
            threads.submit(() -> appendAll(log)).get();
            String whole = log.transcript().text().toString();
            for (Future<String> reader : readers) assertEquals(whole, reader.get());
            node.drop(log);
            assertEquals(0, node.bytes());
            assertEquals(0, log.taps());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void appendAll(StreamLog log) {
        for (int i = 1; i < EVENTS; i++) log.append(Chunks.text(i + " "));
        log.append(new StreamEvent.Done("stop", null, 0, false, false));
    }

    /** Waits for its tap only, and attaches anew now and then, so that an event falls between the two often. */
    private static String readAll(StreamLog log) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        Semaphore told = new Semaphore(0);
        StreamLog.Tap tap = told::release;
        List<Frame> batch = new ArrayList<>();
        long seq = 0;
        for (int turn = 0; ; turn++) {
            log.attach(tap);
            while (true) {
                log.read(seq, 32, 1 << 20, batch);
                if (batch.isEmpty()) break;
                if (batch.get(0).seq() > seq + 1) {
                    // Folded away meanwhile: the transcript stands for it.
                    var said = log.transcript();
                    text.setLength(0);
                    text.append(said.text());
                    seq = said.seq();
                }
                for (Frame frame : batch) {
                    if (frame.seq() <= seq) continue;
                    seq = frame.seq();
                    if (frame.event() instanceof StreamEvent.Chunk chunk)
                        text.append(chunk.json().getString(chunk.textFrom(), chunk.textTo()));
                    else {
                        log.detach(tap);
                        return text.toString();
                    }
                }
                batch.clear();
            }
            told.acquire();
            told.drainPermits();
            if (turn % 3 == 0) log.detach(tap);
        }
    }
}
