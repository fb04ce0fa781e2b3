package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;

/** The kinds of silence that end a call. */
enum Limit {
    CONNECT("upstream_connect_timeout", "The upstream could not be reached in time"),
    FIRST_EVENT("upstream_first_event_timeout", "The upstream did not begin its answer in time"),
    IDLE("upstream_idle_timeout", "The upstream fell silent in the middle of its answer"),
    TOTAL("upstream_total_timeout", "The upstream's answer took longer than one answer may take"),
    /** After the terminal marker: nobody hears of this one, only the connection is given up. */
    LINGER("upstream_linger", "The upstream did not end its response after the terminal marker");

    private final Failure failure;

    Limit(String code, String message) {
        failure = Failure.of(Kind.UPSTREAM_TIMEOUT, code, message);
    }

    Failure failure() {
        return failure;
    }
}
