package dev.sluice.job;

import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobCounts;
import dev.sluice.model.job.JobFault;
import dev.sluice.model.job.JobStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** Jobs as JSON, for those who ask and for those who are told. Times are milliseconds since 1970. Any thread. */
public final class JobText {
    /** A larger result is left out of events and lists, and is read by the job's own URL. */
    private static final int INLINE_BYTES = 16 * 1024;

    private JobText() {}

    /**
     * The whole job: {@code job, status, priority, model, template, created_at, due_at, started_at, ended_at, kept_until, attempts,
     * error, result}; what does not apply is absent.
     */
    public static Buffer whole(Job job) {
        return with(head(job), job.result(), Integer.MAX_VALUE);
    }

    /** The same for a list: a large result is left out, and its length told. */
    public static Buffer row(Job job) {
        return with(head(job), job.result(), INLINE_BYTES);
    }

    /**
     * What a {@code job} event says beside stream and seq: {@code job, status, attempts, error, due_at, result}, without braces.
     *
     * @param resultBytes where a large result is not here
     */
    static Buffer event(Job job, int resultBytes) {
        JsonObject head = new JsonObject()
                .put("job", job.id().value())
                .put("status", job.status().wire())
                .put("attempts", job.attempts());
        if (job.fault() != null) head.put("error", fault(job.fault()));
        if (job.status() == JobStatus.QUEUED) head.put("due_at", job.due());
        if (job.result() == null && resultBytes > 0) head.put("result_bytes", resultBytes);
        Buffer object = with(head, job.result(), INLINE_BYTES);
        return object.getBuffer(1, object.length() - 1);
    }

    private static JsonObject head(Job job) {
        JsonObject head = new JsonObject()
                .put("job", job.id().value())
                .put("status", job.status().wire())
                .put("priority", job.order().priority())
                .put("model", job.order().model());
        if (job.order().template() != null) head.put("template", job.order().template());
        head.put("created_at", job.created());
        if (job.status() == JobStatus.QUEUED) head.put("due_at", job.due());
        if (job.started() > 0) head.put("started_at", job.started());
        if (job.ended() > 0) head.put("ended_at", job.ended());
        if (job.status() != JobStatus.RUNNING) head.put("kept_until", job.until());
        head.put("attempts", job.attempts());
        if (job.fault() != null) head.put("error", fault(job.fault()));
        return head;
    }

    private static JsonObject fault(JobFault fault) {
        return new JsonObject()
                .put("code", fault.code())
                .put("message", fault.message())
                .put("retryable", fault.retryable());
    }

    private static Buffer with(JsonObject head, Buffer result, int most) {
        if (result != null && result.length() > most) head.put("result_bytes", result.length());
        Buffer out = head.toBuffer();
        if (result == null || result.length() > most) return out;
        return out.getBuffer(0, out.length() - 1)
                .copy()
                .appendString(",\"result\":")
                .appendBuffer(result)
                .appendString("}");
    }

    /** The store in numbers, as {@code GET /api/v1/jobs/stats} tells it. */
    public static JsonObject counts(JobCounts counts) {
        return new JsonObject()
                .put("enqueued", counts.enqueued())
                .put("running", counts.running())
                .put("completed", counts.completed())
                .put("failed", counts.failed())
                .put("dead", counts.dead())
                .put("cancelled", counts.cancelled());
    }
}
