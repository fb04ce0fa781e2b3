package dev.sluice.simulator;

import java.util.Random;

/**
 * When each token is due, in nanoseconds after the request: the first at {@code ttft}, each next one {@code 1/rate} later,
 * give or take the jitter. Gaps vary by themselves and do not drift: their mean is {@code 1/rate}.
 */
final class Pacer {
    private final double gapNanos;
    private final double jitter;
    private final Random random;
    private double due;

    Pacer(Script script) {
        this.gapNanos = script.tokensPerSecond() == 0 ? 0 : 1e9 / script.tokensPerSecond();
        this.jitter = script.jitter();
        this.random = new Random(Seed.mix(script.seed() + 1));
        this.due = script.firstToken().toNanos();
    }

    long due() {
        return (long) due;
    }

    /** Moves on to the next token. */
    void next() {
        due += gapNanos * (1 + jitter * (2 * random.nextDouble() - 1));
    }

    /** When the last one of so many tokens is due; moves there. */
    long dueOfLast(int tokens) {
        for (int i = 1; i < tokens; i++) next();
        return due();
    }
}
