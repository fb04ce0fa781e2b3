package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Time;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Streams whose owners run on other threads than the loop that reads them: a hop that got lost would leave the reader waiting. */
final class LoopThreadsTest {
    private static final int STREAMS = 3;
    private static final int EVENTS = 4_000;
    private static final int ROUNDS = 8;

    private final Logs logs = new Logs(new LogLimits(256, 1 << 20), 1_000, 1 << 30);
    private final MemorySessions sessions = new MemorySessions(Settings.sessions(9, 1_000, 9), Time.SYSTEM);

    @Test
    void everyEventCrossesIntoTheLoopThatReadsIt() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            for (int round = 0; round < ROUNDS; round++) round(vertx, round);
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    private void round(Vertx vertx, int round) throws Exception {
        var session = sessions.create(Settings.ANYBODY).result().id();
        List<StreamLog> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(logs.open(new StreamId("r" + round + "." + i), new OpenAiFold()));
            sessions.subscribe(session, TabId.DEFAULT, streams.get(i).id());
        }
        Channels channels = new Channels(Settings.channels(), logs, sessions, ChannelObserver.NOOP, new Random(round));
        Promise<String> read = Promise.promise();
        vertx.getOrCreateContext().runOnContext(v -> {
            Loop loop = new Loop(vertx, Time.SYSTEM);
            RecordedOutlet outlet = new RecordedOutlet();
            channels.open(sessions.find(session).result(), null, null, outlet, loop);
            vertx.setPeriodic(5, timer -> {
                if (outlet.sent("done").size() < STREAMS) return;
                vertx.cancelTimer(timer);
                loop.close();
                read.complete(ConnectionPaceTest.text(outlet, streams.get(0).id()));
            });
        });
        List<Thread> owners =
                streams.stream().map(s -> new Thread(() -> write(s))).toList();
        owners.forEach(Thread::start);
        String text = read.future().await(20, TimeUnit.SECONDS);
        assertEquals(streams.get(0).transcript().text().toString(), text);
        for (StreamLog stream : streams) assertEquals(0, stream.taps());
    }

    /** In bursts, so that the loop falls asleep in between. */
    private static void write(StreamLog log) {
        for (int i = 1; i < EVENTS; i++) {
            log.append(Chunks.text(i + " "));
            if (i % 50 == 0) Thread.yield();
        }
        log.append(OneNode.DONE);
    }
}
