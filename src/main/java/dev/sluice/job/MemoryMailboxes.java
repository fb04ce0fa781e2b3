package dev.sluice.job;

import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamEvent.JobEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.job.Job;
import dev.sluice.model.job.JobStore;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mailboxes of a node that keeps its jobs in memory. A crossing: opened by requests on any loop, filled by whoever changes a job,
 * one at a time.
 */
public final class MemoryMailboxes implements Mailboxes, JobStore.Listener {
    private static final int TAG_BYTES = 16;

    private final Logs logs;
    private final SessionStore sessions;
    private final LogLimits limits;
    private final Map<StreamId, StreamLog> boxes = new ConcurrentHashMap<>();

    /** @param limits of each: a reader that falls behind further is told of a gap */
    public MemoryMailboxes(Logs logs, SessionStore sessions, LogLimits limits) {
        this.logs = logs;
        this.sessions = sessions;
        this.limits = limits;
    }

    @Override
    public Future<StreamId> subscribe(SessionState session, TabId tab) {
        StreamId stream = of(session.id());
        StreamLog log = boxes.computeIfAbsent(stream, id -> logs.openFeed(id, limits));
        return sessions.subscribe(session.id(), tab, stream, log.tail())
                .map(state -> stream)
                .onFailure(refused -> {
                    // It may have ended before the mailbox was there to be closed.
                    if (refused instanceof FailureException f && f.failure().kind() == Kind.UNAUTHENTICATED)
                        close(session.id());
                });
    }

    @Override
    public void close(SessionId session) {
        // Most sessions have none, and no digest needs to be made for them.
        if (boxes.isEmpty()) return;
        boxes.computeIfPresent(of(session), (stream, log) -> {
            logs.drop(log);
            return null;
        });
    }

    @Override
    public void changed(Job job) {
        StreamId stream = job.order().mailbox();
        StreamLog log = stream == null ? null : boxes.get(stream);
        if (log != null)
            log.append(new JobEvent(
                    JobText.event(job, job.result() == null ? 0 : job.result().length())));
    }

    /** Named after the session, but so that nobody who sees the name can tell which. */
    static StreamId of(SessionId session) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("jobs of " + session.value()).getBytes(StandardCharsets.UTF_8));
            return StreamId.ofJobs(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
