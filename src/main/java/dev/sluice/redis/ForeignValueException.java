package dev.sluice.redis;

/** A value under one of our keys that we did not write, or that was damaged. */
final class ForeignValueException extends RuntimeException {
    ForeignValueException(String what) {
        super(what, null, false, false);
    }
}
