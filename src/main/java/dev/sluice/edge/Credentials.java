package dev.sluice.edge;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;

/** The ways in which a credential is refused. No message holds any of the credential. */
final class Credentials {
    private Credentials() {}

    static FailureException missing() {
        return missing("no credential came: send Authorization: Bearer with an API key or a token");
    }

    /** @param message says where a credential was looked for, and what was expected */
    static FailureException missing(String message) {
        return refused("missing_credential", message);
    }

    static FailureException unknown() {
        return invalid("the credential is neither a known API key nor a token that is valid here");
    }

    static FailureException invalid(String message) {
        return refused("invalid_credential", message);
    }

    static FailureException expired() {
        return refused("expired_credential", "the token has expired");
    }

    private static FailureException refused(String code, String message) {
        return Failure.of(Failure.Kind.UNAUTHENTICATED, code, message).exception();
    }
}
