package dev.sluice.simulator;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A request as it arrived, before anything was checked.
 *
 * @param id      the one that {@link ServedRequest#id} has; 0 for requests that are no chat completion
 * @param headers names in any case
 * @param body    empty where there is none
 */
public record SeenRequest(long id, String method, String path, MultiMap headers, Buffer body) {}
