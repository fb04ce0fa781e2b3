package dev.sluice.upstream;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import io.vertx.core.MultiMap;

/**
 * Told what happens on one upstream stream, on the loop that opened it. Order: {@code opened} once, {@code chunk} any number of
 * times, then exactly one of {@code ended} and {@code failed}; {@code failed} may come without {@code opened}. After
 * {@link StreamCall#cancel()} nothing comes any more.
 */
public interface StreamHandler {
    /** The first event is here and is no error: the attempt is committed. */
    void opened(MultiMap headers);

    /** One event of the answer, in its order. */
    void chunk(ScannedChunk chunk);

    /** The stream is complete: its terminal marker came, or its body ended after a finish reason. */
    void ended();

    /** An {@link UpstreamRejectedException} where the provider answered with an error of its own. */
    void failed(FailureException cause);
}
