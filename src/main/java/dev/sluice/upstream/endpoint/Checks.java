package dev.sluice.upstream.endpoint;

/** What checks say: down after so many failures in a row, up after so many passes. Begins up: nobody waits for the first check. */
final class Checks {
    private final int rise;
    private final int fall;
    private boolean down;
    private int contrary;

    Checks(int rise, int fall) {
        this.rise = rise;
        this.fall = fall;
    }

    /** @return whether this one changed the state */
    boolean told(boolean passed) {
        if (passed == !down) {
            contrary = 0;
            return false;
        }
        contrary++;
        if (contrary < (down ? rise : fall)) return false;
        contrary = 0;
        down = !down;
        return true;
    }

    Checks copy() {
        Checks copy = new Checks(rise, fall);
        copy.down = down;
        return copy;
    }

    /** Begins where others ended. */
    void inherit(Checks before) {
        down = before.down;
    }

    boolean down() {
        return down;
    }

    /** Whether the last checks say something else than the state: the next one should come soon. */
    boolean inDoubt() {
        return contrary > 0;
    }
}
