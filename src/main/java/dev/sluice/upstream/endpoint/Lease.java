package dev.sluice.upstream.endpoint;

/**
 * One attempt's hold on an endpoint: counts as its load until it is closed. What the attempt learns about the endpoint is told in
 * between; an attempt that learned nothing (it was cancelled) tells nothing. Any thread.
 */
public interface Lease {
    /** The endpoint's place in the configuration, from 0. */
    int index();

    /** The endpoint's name: its URL without the scheme. */
    String endpoint();

    /** The endpoint does its work: it answered with content, or with an error that was the request's own fault. */
    void succeeded();

    /** @param code of the failure, which was the endpoint's fault and not the request's */
    void failed(String code);

    /** Gives the hold back. Idempotent. */
    void close();
}
