package dev.sluice.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts how often each {@code fault-id} has been seen, so that a fault can heal. Owned by the simulator's loop. */
final class FaultBudget {
    /** Ids beyond this push the oldest out, so that a simulator that runs for weeks stays small. */
    private static final int REMEMBERED = 10_000;

    private final Map<String, Integer> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @return the script as it is, or without its faults where {@code times} requests have had them */
    Script spend(Script script) {
        if (script.faultId() == null || script.faults().isEmpty()) return script;
        int before = seen.merge(script.faultId(), 1, (count, one) -> Math.min(count, Integer.MAX_VALUE - 1) + one) - 1;
        return before < script.times() ? script : script.withoutFaults();
    }
}
