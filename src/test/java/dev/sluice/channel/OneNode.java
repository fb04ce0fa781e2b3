package dev.sluice.channel;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** One node of one loop whose turns are taken by hand, one session, and as many streams as a test wants. */
final class OneNode {
    static final StreamEvent.Done DONE = new StreamEvent.Done("stop", null, 0, false, false);

    final HandTime time = new HandTime();
    final HandTurns turns = new HandTurns(time);
    final Loop loop = new Loop(turns, time);
    final Logs logs;
    final MemorySessions sessions = new MemorySessions(Settings.sessions(100, 1_000, 10), time);
    final Channels channels;
    final SessionId session;

    OneNode() {
        this(new LogLimits(4096, 4 << 20), observer -> {});
    }

    OneNode(LogLimits limits, Consumer<Channels> also) {
        logs = new Logs(limits, 1_000, 1 << 30);
        channels = new Channels(Settings.channels(), logs, sessions, ChannelObserver.NOOP, new Random(1));
        sessions.listen(channels);
        also.accept(channels);
        session = sessions.create(Settings.ANYBODY).result().id();
    }

    SessionState state() {
        return sessions.find(session).result();
    }

    /** A stream that the session reads. */
    StreamLog stream(String id) {
        StreamLog log = logs.open(new StreamId(id), new OpenAiFold());
        sessions.subscribe(session, TabId.DEFAULT, log.id());
        return log;
    }

    static void say(StreamLog log, int chunks) {
        for (; chunks > 0; chunks--) log.append(Chunks.text((log.tail() + 1) + " "));
    }

    /** A connection of the whole session; its first bytes have left. */
    RecordedOutlet connect(String cursor) {
        RecordedOutlet outlet = new RecordedOutlet();
        open(null, cursor, outlet);
        return outlet;
    }

    Connection open(TabId tab, String cursor, RecordedOutlet outlet) {
        return channels.open(state(), tab, cursor, outlet, loop);
    }

    /** All readers go at once, whatever they read. */
    void depart() {
        loop.depart(new Departure(time.nanos(), Duration.ZERO, 1_000, Duration.ofMillis(100)));
        loop.hurry();
    }

    /** The loop does all that is due, and what becomes due within so many milliseconds, in steps of one. */
    void run(long millis) {
        turns.run();
        for (; millis > 0; millis--) {
            time.advance(1);
            turns.run();
        }
    }
}
