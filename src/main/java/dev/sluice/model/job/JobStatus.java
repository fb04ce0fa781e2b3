package dev.sluice.model.job;

import dev.sluice.model.InvalidValueException;
import java.util.Locale;

/** Where a job stands. */
public enum JobStatus {
    /** It waits: for its turn, its time, or its next attempt. */
    QUEUED,
    /** A worker has it. */
    RUNNING,
    /** Its result is there, for a while. */
    COMPLETED,
    /** Nobody tries it any more, unless it is requeued; the reason is there. */
    DEAD,
    /** Its submitter did not want it any more. */
    CANCELLED;

    /** The name on the wire: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing happens to it any more by itself. */
    public boolean over() {
        return this == COMPLETED || this == DEAD || this == CANCELLED;
    }

    /**
     * By its name on the wire. Fails with {@link InvalidValueException}.
     *
     * @param field that the name stands in
     */
    public static JobStatus of(String field, String value) {
        for (JobStatus s : values()) if (s.wire().equals(value)) return s;
        throw new InvalidValueException(field, value, "queued, running, completed, dead or cancelled");
    }
}
