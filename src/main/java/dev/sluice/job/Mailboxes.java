package dev.sluice.job;

import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import io.vertx.core.Future;

/**
 * What sessions are told of their jobs: one endless stream for each session that submitted any, which its channel carries like a feed, so
 * that a job's events reach every tab once, whatever happens to its connection. Any thread.
 */
public interface Mailboxes {
    /** From now on the tab hears of the session's jobs. Again is fine. */
    Future<StreamId> subscribe(SessionState session, TabId tab);

    /** The session is gone, and nobody can read its mailbox any more. Idempotent. */
    void close(SessionId session);
}
