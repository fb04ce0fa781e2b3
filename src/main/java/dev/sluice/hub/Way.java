package dev.sluice.hub;

import dev.sluice.upstream.CallTrail;

/**
 * What it took to get an answer from a provider. Times in nanoseconds, -1 for what did not come so far.
 *
 * @param upstream        that was asked last; null where none was, since the answer was shared or kept
 * @param dialect         that it speaks, as the configuration calls it; null likewise
 * @param queueNanos      in line for permits, of all upstreams that were tried
 * @param call            of the last upstream
 * @param firstTokenNanos from the last permit to the first content
 * @param askedNanos      from the last permit until now
 */
public record Way(
        String upstream, String dialect, long queueNanos, CallTrail call, long firstTokenNanos, long askedNanos) {
    /** No provider was asked. */
    static final Way NONE = new Way(null, null, -1, CallTrail.NONE, -1, -1);

    /** Whether a permit was there. */
    public boolean asked() {
        return askedNanos >= 0;
    }
}
