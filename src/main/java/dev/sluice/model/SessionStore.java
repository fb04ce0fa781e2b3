package dev.sluice.model;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Port: where sessions live. Each call is one atomic step and yields the state after it. Futures fail with a
 * {@link FailureException}: {@code unknown_session} where the session does not exist or has expired. Safe from any thread; the
 * future completes on the caller's context.
 */
public interface SessionStore {
    /** A new session, with the nameless tab open. Fails where there may be no more. */
    Future<SessionState> create(Principal principal);

    /** Also counts as use: the session lives on for its time to live. */
    Future<SessionState> find(SessionId id);

    /** The session has a connection here, so it is in use, however quiet it is. To be called about once a second. */
    void touch(SessionId id);

    /**
     * A connection of the session opens here, on this thread, and takes over from those that other nodes have.
     *
     * @param tab the one that it is for, or null where it is for the whole session
     */
    void opened(SessionId id, TabId tab);

    /** Registers a tab; again is fine. Fails with {@code tab_limit}. */
    Future<SessionState> openTab(SessionId id, TabId tab);

    /** The tab is gone for now; its subscriptions stay, so that a reload finds them. Idempotent. */
    Future<SessionState> closeTab(SessionId id, TabId tab);

    /** Adds a subscription, or the tab to an existing one. Fails with {@code unknown_tab}, {@code stream_limit}. */
    default Future<SessionState> subscribe(SessionId id, TabId tab, StreamId stream) {
        return subscribe(id, tab, stream, 0);
    }

    /**
     * Likewise, owed from behind a seq on. A tab that has the subscription already keeps it as it is.
     *
     * @param from the last seq that is not owed; 0 for all
     */
    Future<SessionState> subscribe(SessionId id, TabId tab, StreamId stream, long from);

    /** The tab wants no more of a feed; the last one that leaves ends the subscription. Idempotent. */
    Future<SessionState> unsubscribe(SessionId id, TabId tab, StreamId stream);

    /** The stream's log is gone; cursors that still refer to it are answered with a gap. */
    Future<SessionState> retire(SessionId id, StreamId stream, long lastSeq);

    /** Ends the session. Idempotent. */
    Future<Void> end(SessionId id);

    /** A single-use ticket for the session. */
    Future<String> issueTicket(SessionId id, Duration life);

    /** Redeems a ticket; fails with {@code unknown_ticket} where it was used, has expired or never was. */
    Future<SessionState> redeemTicket(String ticket);

    /**
     * Binds an idempotency key to a stream, unless it is bound already.
     *
     * @param digest of the request; the same key with another digest fails with {@code idempotency_key_reused}
     * @return the stream that the key is bound to now: {@code stream} itself if it is new
     */
    Future<StreamId> bindKey(SessionId id, String key, String digest, StreamId stream);

    /** The request behind the key came to nothing: the key is free again, if it is still bound to that stream. Idempotent. */
    Future<Void> unbindKey(SessionId id, String key, StreamId stream);

    /** Lets go of what is over. To be called about once a second, from one thread at a time. */
    void sweep();

    /** Sessions that this node knows. */
    int size();

    /** Their open tabs, the nameless one of each left out. */
    int tabs();

    /** Who wants to know of changes. One listener; called after each change, on any thread; must not block. */
    void listen(Listener listener);

    /** Told of sessions. */
    interface Listener {
        /** Hears nothing, has nothing. */
        Listener NOBODY = new Listener() {
            @Override
            public void changed(SessionState state) {}

            @Override
            public void ended(SessionId id) {}

            @Override
            public void replaced(SessionId id, TabId tab) {}
        };

        /** The session is in this state now. */
        void changed(SessionState state);

        /** Ended or expired. */
        void ended(SessionId id);

        /**
         * Another node has the connection now.
         *
         * @param tab as in {@link #opened}
         */
        void replaced(SessionId id, TabId tab);

        /** The connections that this node has now. */
        default Iterable<Opening> openings() {
            return List.of();
        }

        /**
         * When this one of them opened, by this node's clock in ms; null where there is none.
         *
         * @param tab as in {@link #opened}
         */
        default Long openedMillis(SessionId id, TabId tab) {
            return null;
        }
    }
}
