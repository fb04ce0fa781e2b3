package dev.sluice.model;

import java.net.URI;

/**
 * What a node tells about itself, and how.
 *
 * @param region    where the node stands, as its meters say; empty where nobody said
 * @param jsonLog   whether log lines are JSON objects rather than text for people
 * @param requests  which finished requests get a line of the log
 * @param collector where spans are posted: an OTLP/HTTP URL such as {@code http://collector:4318/v1/traces}; null where tracing is off
 * @param sample    of the requests whose caller did not decide, so many percent are traced
 */
public record TelemetryConfig(String region, boolean jsonLog, RequestLines requests, URI collector, int sample) {
    /** Nothing but meters. */
    public static final TelemetryConfig QUIET = new TelemetryConfig("", false, RequestLines.OFF, null, 0);

    /** Which finished requests get a line. */
    public enum RequestLines {
        OFF,
        /** Answers of AI models, and whatever was refused. */
        ANSWERS,
        /** Those, and every other request on the main port. */
        ALL
    }

    /** Whether there are spans. */
    public boolean tracing() {
        return collector != null;
    }
}
