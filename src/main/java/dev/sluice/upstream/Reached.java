package dev.sluice.upstream;

/** How far an attempt had come when it failed: decides whether the same request may be sent again. */
enum Reached {
    /** No connection, or none that took the request: the provider knows nothing of it. */
    NOTHING_SENT,
    /** A pooled connection that turned out to be closed, or a provider that says it did not touch the request. */
    UNPROCESSED,
    /** The request left; nothing that a caller could use came back. */
    SENT,
    /** The answer was on its way: it has been paid for. */
    ANSWERED
}
