package dev.sluice.channel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One loop's part of a node's departure: gives each of its readers a turn and lets them go when it has come. A reader of an answer
 * that runs gets its turn when the answer has ended. Belongs to its loop; owns the timers of those who wait.
 */
final class Rotation {
    private record Waiting(Departure.Turn turn, long since, long timer) {}

    private final Turns turns;
    private final Map<Pump, Waiting> waiting = new HashMap<>();
    private Departure departure;

    Rotation(Turns turns) {
        this.turns = turns;
    }

    void begin(Departure next, Collection<Pump> pumps, long now) {
        departure = next;
        for (Pump pump : List.copyOf(pumps)) consider(pump, now);
    }

    boolean begun() {
        return departure != null;
    }

    /** Its answer may have ended. */
    void consider(Pump pump, long now) {
        if (departure == null || waiting.containsKey(pump) || pump.busy(now)) return;
        Departure.Turn turn = departure.turn(now);
        if (turn.waitMillis() < 1) {
            pump.leave(turn.retryMillis());
            return;
        }
        long timer = turns.once(turn.waitMillis(), () -> {
            waiting.remove(pump);
            pump.leave(turn.retryMillis());
        });
        waiting.put(pump, new Waiting(turn, now, timer));
    }

    /** It left by itself. */
    void gone(Pump pump) {
        Waiting left = waiting.remove(pump);
        if (left != null) turns.cancel(left.timer);
    }

    /** No time is left: all go now, and whoever had no turn yet gets one behind the others. */
    void hurry(Collection<Pump> pumps, long now) {
        if (departure == null) return;
        for (Pump pump : new ArrayList<>(pumps)) {
            Waiting known = waiting.remove(pump);
            if (known == null) {
                pump.leave(departure.atOnce(departure.turn(now)).retryMillis());
            } else {
                turns.cancel(known.timer);
                long waited = (now - known.since) / 1_000_000;
                pump.leave(Math.max(1, departure.atOnce(known.turn).retryMillis() - waited));
            }
        }
    }

    /** The node stays after all: so do those who have not left. Idempotent. */
    void stay() {
        departure = null;
        for (Waiting w : waiting.values()) turns.cancel(w.timer);
        waiting.clear();
    }
}
