package dev.sluice.hub;

import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamEvent.Failed;

/** Where an answer stands, in one word of the wire. */
public final class StreamStatus {
    private StreamStatus() {}

    /** {@code queued} until its first event, {@code streaming}, {@code done} or {@code failed}. */
    public static String of(StreamLog log) {
        if (log.sealed()) return log.terminal() instanceof Failed ? "failed" : "done";
        return log.tail() == 0 ? "queued" : "streaming";
    }
}
