package dev.sluice.model;

import java.time.Duration;

/**
 * Where a request came from and by which way: what of its head concerns routes and providers. The caller's credential is not in
 * it. Any part may be null.
 *
 * @param path         of the resource that was asked
 * @param forwardedFor the chain of addresses, the caller's first: {@code X-Forwarded-For}
 * @param realIp       the caller's address, as far as it can be trusted
 * @param proto        {@code http} or {@code https}, as the caller spoke it
 * @param host         as the caller named it
 * @param traceparent  W3C trace context, level 1
 * @param tracestate   of that trace; null without {@code traceparent}
 * @param timeout      the caller's own limit for the whole answer
 * @param maxWait      how long the caller is ready to wait for a permit; zero for now or never
 * @param background   whether nobody waits for the answer, so that it gets only permits that nobody else wants
 * @param requestId    what the request is called in logs and in its answer's head
 * @param session      hash of the session that asks; null where the caller has none
 * @param trace        where tracing is on; {@code traceparent} is then what goes on from here, with a span of ours
 */
public record Provenance(
        String path,
        String forwardedFor,
        String realIp,
        String proto,
        String host,
        String traceparent,
        String tracestate,
        Duration timeout,
        Duration maxWait,
        boolean background,
        String requestId,
        String session,
        Trace trace) {
    /** A caller that waits for a permit as long as its tier may. */
    public Provenance(
            String path,
            String forwardedFor,
            String realIp,
            String proto,
            String host,
            String traceparent,
            String tracestate,
            Duration timeout) {
        this(path, forwardedFor, realIp, proto, host, traceparent, tracestate, timeout, null, false, null, null, null);
    }

    /**
     * The same request, of this session.
     *
     * @param hash as in {@link SessionId#hash}
     */
    public Provenance inSession(String hash) {
        return new Provenance(
                path,
                forwardedFor,
                realIp,
                proto,
                host,
                traceparent,
                tracestate,
                timeout,
                maxWait,
                background,
                requestId,
                hash,
                trace);
    }

    /** Nothing is known: a request of our own. */
    public static final Provenance NONE = new Provenance(null, null, null, null, null, null, null, null);

    /** Likewise, for which nobody waits. */
    public static final Provenance BACKGROUND =
            new Provenance(null, null, null, null, null, null, null, null, null, true, null, null, null);
}
