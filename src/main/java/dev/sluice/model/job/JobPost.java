package dev.sluice.model.job;

import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import java.util.List;

/**
 * Port: what sessions are told of their jobs, where several nodes tell it: numbered within each mailbox by the step that changes the
 * job. Safe from any thread; futures complete on the caller's context, and fail where the store cannot be asked.
 */
public interface JobPost {
    /**
     * @param seq         1, 2, 3 … within the mailbox
     * @param job         as it stood then, without its request, and without its result where that is large
     * @param resultBytes length of the result, or 0
     */
    record Letter(StreamId mailbox, long seq, Job job, int resultBytes) {}

    /**
     * @param last    number of the last letter that there was; 0 for none
     * @param letters those that are still kept of what was asked for, the oldest first
     */
    record Letters(long last, List<Letter> letters) {}

    /**
     * What follows a letter; a bounded number at a time.
     *
     * @param after 0 for all that are kept
     */
    Future<Letters> letters(StreamId mailbox, long after);

    /** This one hears, too, from now on. */
    void listen(Receiver receiver);

    /** Called on any one thread; must not block. */
    interface Receiver {
        /** In the order of the numbers, but for those that were missed. */
        void letter(Letter letter);

        /** Letters may have been missed until now. */
        void hearing();
    }
}
