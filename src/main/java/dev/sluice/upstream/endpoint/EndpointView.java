package dev.sluice.upstream.endpoint;

/**
 * One endpoint at one moment.
 *
 * @param name     its URL without the scheme
 * @param weight   as configured or set by an operator
 * @param inFlight attempts that hold it now
 * @param past     what it has been through
 */
public record EndpointView(String name, State state, int weight, boolean backup, int inFlight, EndpointPast past) {}
