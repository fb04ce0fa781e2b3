package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamId;
import dev.sluice.model.Time;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the fan-out: which of its pumps read which stream, and when each may write again.
 *
 * <p>A new event costs one hop for each loop that has readers and each batch, never one for each reader ({@link Tap}). A pump that
 * was quiet is flushed at the end of the turn, so that a first token leaves at once; one that was just flushed waits until its
 * interval is over, together with all others that wait, on one timer.
 *
 * <p>Belongs to the event loop of its context; every method is called there.
 */
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final long BEAT_MILLIS = 1000;

    private final Turns turns;
    private final Time time;
    private final long beatTimer;
    private final Map<StreamId, Tap> taps = new HashMap<>();
    private final Set<Pump> pumps = new LinkedHashSet<>();
    private final Rotation rotation;
    private List<Pump> due = new ArrayList<>();
    private List<Pump> paced = new ArrayList<>();
    private boolean turnScheduled;
    private long pacedTimer = -1;

    /** Must be made on the loop that it is for. */
    public Loop(Vertx vertx, Time time) {
        this(Turns.of(vertx), time);
    }

    Loop(Turns turns, Time time) {
        this.turns = turns;
        this.time = time;
        this.rotation = new Rotation(turns);
        this.beatTimer = turns.every(BEAT_MILLIS, this::beat);
    }

    /** Runs the action on this loop, in a later turn. Any thread. */
    void later(Runnable action) {
        turns.later(action);
    }

    /** The loop's clock in nanoseconds; says nothing about the date. */
    public long now() {
        return time.nanos();
    }

    Time time() {
        return time;
    }

    /** From now on the pump is told of beats. Idempotent. */
    public void add(Pump pump) {
        pumps.add(pump);
    }

    /** Idempotent. */
    public void remove(Pump pump) {
        pumps.remove(pump);
        rotation.gone(pump);
    }

    /** Readers that are here, and answers on their way to a caller. */
    public int pumps() {
        return pumps.size();
    }

    /** The node drains: each reader leaves when its turn has come, but stays for an answer that runs. */
    public void depart(Departure departure) {
        rotation.begin(departure, pumps, now());
    }

    /** Nobody can stay any longer, not even for an answer. */
    public void hurry() {
        rotation.hurry(pumps, now());
    }

    /** The node does not drain any more. Idempotent. */
    public void stay() {
        rotation.stay();
    }

    /** From now on the pump is flushed after each event of the log. The caller reads what is there already. */
    public void follow(StreamLog log, Pump pump) {
        taps.computeIfAbsent(log.id(), id -> new Tap(log, this)).add(pump);
    }

    /** Idempotent. */
    public void unfollow(StreamLog log, Pump pump) {
        Tap tap = taps.get(log.id());
        if (tap != null && tap.remove(pump)) taps.remove(log.id());
    }

    /** The pump has something to write: soon if it was quiet, else when its interval is over. */
    public void wake(Pump pump) {
        if (pump.queued) return;
        pump.queued = true;
        long interval = pump.interval();
        if (interval == 0 || now() - pump.lastFlush >= interval) soon(pump);
        else pace(pump, interval);
    }

    private void soon(Pump pump) {
        due.add(pump);
        if (turnScheduled) return;
        turnScheduled = true;
        turns.later(() -> {
            turnScheduled = false;
            List<Pump> now = due;
            due = new ArrayList<>();
            flush(now);
        });
    }

    private void pace(Pump pump, long interval) {
        paced.add(pump);
        if (pacedTimer >= 0) return;
        pacedTimer = turns.once(Math.max(1, interval / 1_000_000), () -> {
            pacedTimer = -1;
            List<Pump> now = paced;
            paced = new ArrayList<>();
            flush(now);
        });
    }

    private void flush(List<Pump> list) {
        for (Pump pump : list) {
            long now = now();
            pump.queued = false;
            pump.lastFlush = now;
            guarded(pump, () -> {
                pump.flush(now);
                parting(pump);
            });
        }
    }

    private void beat() {
        for (Pump pump : pumps.toArray(new Pump[0]))
            guarded(pump, () -> {
                pump.beat(now());
                parting(pump);
            });
    }

    /** Whether the pump is to leave now that it has done what it does. */
    private void parting(Pump pump) {
        if (rotation.begun() && pumps.contains(pump)) rotation.consider(pump, now());
    }

    private static void guarded(Pump pump, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("a reader broke and is dropped", e);
            pump.broken();
        }
    }

    /** Stops the timers; pumps are ended by their owners. */
    @Override
    public void close() {
        rotation.stay();
        turns.cancel(beatTimer);
        if (pacedTimer >= 0) turns.cancel(pacedTimer);
        for (Tap tap : taps.values()) tap.close();
        taps.clear();
    }
}
