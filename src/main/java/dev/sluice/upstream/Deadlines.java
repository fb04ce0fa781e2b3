package dev.sluice.upstream;

import dev.sluice.model.Time;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The clock of one call: the limit of the phase it is in, and the limit of the whole. There is one timer at most. A read only
 * writes down when it came; the timer finds out when it fires that it is not due yet, and sleeps for what is left. So a stream of
 * a thousand tokens costs a handful of timers, not a thousand. Belongs to the call's loop.
 */
final class Deadlines {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Time time;
    private final Consumer<Limit> expired;
    private final long totalDue;
    private Limit phase;
    private long phaseNanos;
    private long phaseSince;
    private boolean held;
    private long timer = NO_TIMER;
    private long timerDue;
    private boolean cancelled;

    /**
     * @param totalDue when the whole is over, by the clock of {@code time}
     * @param expired  told once, at most, which limit passed; nothing is armed then
     */
    Deadlines(Vertx vertx, Time time, long totalDue, Consumer<Limit> expired) {
        this.vertx = vertx;
        this.time = time;
        this.expired = expired;
        this.totalDue = totalDue;
    }

    /** Begins a phase that may last this long; the one before is over. */
    void enter(Limit next, Duration limit) {
        if (cancelled) return;
        phase = next;
        phaseNanos = limit.toNanos();
        phaseSince = time.nanos();
        if (timer == NO_TIMER || due() - timerDue < 0) arm();
    }

    /** A sign of life: where the phase is {@link Limit#IDLE}, it begins again. Touches no timer. */
    void alive() {
        if (phase == Limit.IDLE) phaseSince = time.nanos();
    }

    /** We stopped reading, so that silence proves nothing: {@link Limit#IDLE} does not pass until {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        if (!held) return;
        held = false;
        alive();
        if (!cancelled && timer != NO_TIMER && due() - timerDue < 0) arm();
    }

    /** Ends it. Idempotent. */
    void cancel() {
        cancelled = true;
        disarm();
    }

    private long due() {
        boolean silenceCounts = phase != Limit.IDLE || !held;
        long phaseDue = phaseSince + phaseNanos;
        return silenceCounts && phaseDue - totalDue < 0 ? phaseDue : totalDue;
    }

    private void arm() {
        disarm();
        timerDue = due();
        long left = timerDue - time.nanos();
        timer = vertx.setTimer(Math.max(1, (left + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI), id -> fire());
    }

    private void disarm() {
        if (timer != NO_TIMER) vertx.cancelTimer(timer);
        timer = NO_TIMER;
    }

    private void fire() {
        timer = NO_TIMER;
        long due = due();
        if (time.nanos() - due < 0) {
            arm();
            return;
        }
        cancelled = true;
        expired.accept(due == totalDue ? Limit.TOTAL : phase);
    }
}
