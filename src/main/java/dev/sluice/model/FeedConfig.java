package dev.sluice.model;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One entry of {@code feeds}: a feed that an upstream SSE source fills, or one or many topics that backends publish to.
 *
 * @param pattern a feed's name; for topics it may hold {@code *} for any text, or {@code {user}} and {@code {tenant}}
 * @param read    who may read it
 * @param tenant  whose members may read it and whose keys may publish to it, where {@code read} is TENANT or USER and the name
 *                does not say so itself; otherwise null
 * @param history what is kept for whoever asks for events that are past
 * @param source  where it is read from; null for topics
 */
public record FeedConfig(String pattern, Read read, String tenant, History history, Source source) {
    /** The right to read. */
    public enum Read {
        /** Anybody, without a session. */
        PUBLIC,
        /** Whoever showed a credential. */
        AUTHENTICATED,
        /** Members of the tenant. */
        TENANT,
        /** The one user that the feed is named after. */
        USER
    }

    /**
     * What is kept. It is also how far a reader may fall behind before it is told of a gap.
     *
     * @param events the newest so many, at least 1
     * @param bytes  of the log, by its own reckoning; past it the older half goes
     * @param age    nothing older is kept
     */
    public record History(int events, int bytes, Duration age) {}

    /** How the source words its events. */
    public enum Format {
        /** {@code text/event-stream}; the events' names are kept. */
        SSE,
        /** One JSON text on each line; there are no ids, so nothing can be resumed. */
        JSON_LINES
    }

    /**
     * One upstream connection, shared by all readers.
     *
     * @param upstream whose permit is held while the connection is open; null for none
     * @param url      absolute; null where {@code path} is given
     * @param path     path and query at the built-in simulator; null where {@code url} is given
     * @param headers  sent along; values are secrets
     * @param resume   whether the source goes on behind the {@code Last-Event-ID} that it is sent
     * @param health   asked with GET before a connection is tried again, and expected to answer 2xx; null for not at all
     * @param linger   the connection stays for so long after the last reader has left
     * @param connect  to a connected socket, TLS included, and again to the response's head
     * @param idle     a connection that was silent for so long is given up and opened again
     * @param retryMin what the delay before the next attempt is drawn from at first; it doubles with each failure …
     * @param retryMax … up to this
     */
    public record Source(
            String upstream,
            URI url,
            String path,
            Map<String, String> headers,
            Format format,
            boolean resume,
            URI health,
            Duration linger,
            Duration connect,
            Duration idle,
            Duration retryMin,
            Duration retryMax) {
        public Source {
            headers = Map.copyOf(headers);
        }

        /** Without the headers, which hold credentials. */
        @Override
        public String toString() {
            return "source " + (url == null ? path : url);
        }
    }
}
