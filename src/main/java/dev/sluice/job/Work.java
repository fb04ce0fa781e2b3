package dev.sluice.job;

import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** One job being done. Belongs to its worker's loop. */
interface Work {
    /** The result as JSON; fails with a {@code FailureException}. Never completes after {@link #cancel}. */
    Future<Buffer> result();

    /** Nobody wants it any more. Idempotent. */
    void cancel();

    /** How jobs are done. The seam between a worker and the providers. */
    interface Trade {
        /** How many jobs might begin now without being in anybody's way. */
        int room();

        /** Whether this one might. Fails with a {@code FailureException} where it never will. */
        boolean room(NewJob order);

        Work begin(NewJob order);
    }
}
