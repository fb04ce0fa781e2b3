package dev.sluice.model;

/** A background job: {@code job_} and 128 random bits, which nobody can guess. */
public record JobId(String value) {
    public JobId {
        Ids.check("job", value, 64);
    }

    /** One that nobody has. */
    public static JobId random() {
        return new JobId("job_" + Ids.random());
    }

    @Override
    public String toString() {
        return value;
    }
}
