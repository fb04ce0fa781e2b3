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
 */
public record Provenance(
        String path,
        String forwardedFor,
        String realIp,
        String proto,
        String host,
        String traceparent,
        String tracestate,
        Duration timeout) {
    /** Nothing is known: a request of our own. */
    public static final Provenance NONE = new Provenance(null, null, null, null, null, null, null, null);
}
