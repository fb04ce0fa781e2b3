package dev.sluice.model;

/**
 * An HTTP request whose answer begins.
 *
 * @param requestId the one that the answer's head tells
 * @param method    as it came: any token that a caller made up
 * @param route     template of the route that answers, such as {@code /api/v1/tabs/:tab}; null where none does
 * @param status    of the answer; 101 for a WebSocket
 * @param code      of the failure, or null where it is none
 * @param nanos     since the request's head was read
 */
public record Answered(String requestId, String method, String route, int status, String code, long nanos) {}
