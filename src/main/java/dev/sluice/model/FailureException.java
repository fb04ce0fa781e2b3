package dev.sluice.model;

/** Carries a {@link Failure} through a {@code Future}. An expected outcome, so it has no stack trace. */
public class FailureException extends RuntimeException {
    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.code() + ": " + failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
