package dev.sluice.upstream;

/**
 * How far a call came.
 *
 * @param endpoint     of the last attempt; null where there was none
 * @param attempts     that were begun
 * @param connectNanos until the last attempt had its connection; -1 where it had none
 */
public record CallTrail(String endpoint, int attempts, long connectNanos) {
    /** Of a call that asked nobody. */
    public static final CallTrail NONE = new CallTrail(null, 0, -1);
}
