package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One request towards a provider.
 *
 * @param path    path and query below the endpoint's base URL, such as {@code /chat/completions}
 * @param headers what else to send, or null. Never a client's credential: the upstream's key is added by the upstream
 * @param body    JSON
 */
public record UpstreamRequest(String path, MultiMap headers, Buffer body) {}
