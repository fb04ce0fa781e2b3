package dev.sluice.channel;

import dev.sluice.model.Time;

/** A clock that stands still until it is moved. */
public final class HandTime implements Time {
    /** What both ways of telling the time go by; never set back. */
    public long millis = 1_700_000_000_000L;

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public long nanos() {
        return millis * 1_000_000;
    }

    public void advance(long by) {
        millis += by;
    }
}
