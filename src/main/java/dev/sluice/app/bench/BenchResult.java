package dev.sluice.app.bench;

/**
 * How one request ended.
 *
 * @param failure      in a few words that many requests may share, or null where the answer was whole
 * @param nanos        from the request to its end
 * @param firstNanos   to the first content of a stream, or -1
 * @param promptTokens as the answer told, or 0
 * @param answerTokens likewise
 * @param costUsd      -1 where nobody knows
 */
record BenchResult(String failure, long nanos, long firstNanos, long promptTokens, long answerTokens, double costUsd) {
    static BenchResult failed(String failure, long nanos) {
        return new BenchResult(failure, nanos, -1, 0, 0, -1);
    }
}
