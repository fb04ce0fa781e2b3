package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.OwnError;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;

/**
 * The provider answered with an error of its own. Carries its status and, where the body could be read as one, its error, so
 * that a caller of the same dialect gets them un-renamed.
 */
public final class UpstreamRejectedException extends FailureException {
    private final int status;
    private final transient ProviderError error;
    private final transient OwnError own;

    /** @param error null where the body was no error of the dialect (an HTML page, say) */
    public UpstreamRejectedException(Failure failure, int status, ProviderError error) {
        this(failure, status, error, null);
    }

    /** @param own the body for callers of the provider's dialect; null where {@code error} says it all */
    UpstreamRejectedException(Failure failure, int status, ProviderError error, OwnError own) {
        super(failure);
        this.status = status;
        this.error = error;
        this.own = own;
    }

    /** The provider's HTTP status; 200 where the error came inside the stream. */
    public int status() {
        return status;
    }

    /** The provider's words; null where its body was no error of the dialect. */
    public ProviderError error() {
        return error;
    }

    /** The error as a provider of that dialect worded it; null where it is another one's, or where it did not word it so. */
    public Buffer own(Dialect dialect) {
        return own != null && own.dialect() == dialect ? own.json() : null;
    }
}
