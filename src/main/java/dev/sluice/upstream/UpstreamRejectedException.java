package dev.sluice.upstream;

import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;

/**
 * The provider answered with an error of its own. Carries its status and, where the body could be read as one, its error, so
 * that a caller of the same dialect gets them un-renamed.
 */
public final class UpstreamRejectedException extends FailureException {
    private final int status;
    private final transient ProviderError error;

    /** @param error null where the body was no error of the dialect (an HTML page, say) */
    public UpstreamRejectedException(Failure failure, int status, ProviderError error) {
        super(failure);
        this.status = status;
        this.error = error;
    }

    /** The provider's HTTP status; 200 where the error came inside the stream. */
    public int status() {
        return status;
    }

    /** The provider's words; null where its body was no error of the dialect. */
    public ProviderError error() {
        return error;
    }
}
