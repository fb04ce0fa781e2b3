package dev.sluice.hub;

import java.util.function.Supplier;

/**
 * The plan of now. A crossing: one owner swaps it, every loop reads it. Whoever needs several things of it takes it once, so that they fit
 * together.
 */
public final class Plans implements Supplier<Plan> {
    private volatile Plan now;

    /** Any thread. */
    @Override
    public Plan get() {
        return now;
    }

    /** From now on this. For the one who makes plans. */
    public void take(Plan next) {
        now = next;
    }
}
