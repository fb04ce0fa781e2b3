package dev.sluice.model;

/** What time it is: comes in from outside, so that tests need not wait. Any thread. */
public interface Time {
    /** The machine's own. */
    Time SYSTEM = new Time() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** The wall clock, since 1970. */
    long millis();

    /** Never goes back; says nothing about the date. */
    long nanos();
}
