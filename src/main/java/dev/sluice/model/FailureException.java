package dev.sluice.model;

/** Carries a {@link Failure} through a {@code Future}. An expected outcome, so it has no stack trace. */
public class FailureException extends RuntimeException {
    private final transient Failure failure;

    /** @param failure whose message is this one's, too */
    public FailureException(Failure failure) {
        super(failure.code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    /** What to tell the caller. */
    public Failure failure() {
        return failure;
    }
}
