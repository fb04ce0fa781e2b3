package dev.sluice.upstream.endpoint;

/**
 * What an endpoint has been through since the node knows it.
 *
 * @param calls         attempts that held it, those that hold it now included
 * @param failures      attempts that failed for a reason that was its own
 * @param lastFailure   code of the last of them, or null
 * @param checksFailed  health checks that failed
 * @param outages       times that it was down or ejected
 * @param outageSeconds how long, all in all
 * @param stateSeconds  how long it has been in its state
 * @param reason        why it is in its state, for people; null while it is in its first
 */
public record EndpointPast(
        long calls,
        long failures,
        String lastFailure,
        long checksFailed,
        long outages,
        long outageSeconds,
        long stateSeconds,
        String reason) {}
