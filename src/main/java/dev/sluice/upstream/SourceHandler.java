package dev.sluice.upstream;

import java.time.Duration;

/**
 * Told what happens on one connection to a feed's source, on the loop that opened it. Order: {@code opened} once, {@code event} and
 * {@code retry} any number of times, then {@code closed} once; {@code closed} may come without {@code opened}.
 */
public interface SourceHandler {
    /**
     * The source answers with events.
     *
     * @param lastEventId the response header of that name, by which some hubs (Mercure, section 5) say where they really go on; or null
     */
    void opened(String lastEventId);

    /** @param id the event's own id, or null where it has none */
    void event(String event, String id, String data);

    /** The source wants to be left alone for so long after a break. */
    void retry(long millis);

    /** The connection has ended, or never came to be. */
    void closed(End end);

    /**
     * How a connection ended.
     *
     * @param code       {@code ended} for a clean end, {@code stopped} where the source answered 204 (which ends an EventSource for
     *                   good, WHATWG HTML 9.2.3), or the code of a failure
     * @param message    for operators; names no credential
     * @param retryAfter when the source wants to be asked again, or null
     */
    record End(String code, String message, Duration retryAfter) {
        /** Whether the source wants nobody to come back. */
        public boolean stopped() {
            return code.equals("stopped");
        }
    }
}
