package dev.sluice.upstream;

import dev.sluice.model.Usage;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A provider's whole answer to a request that does not stream.
 *
 * @param status  2xx
 * @param headers what a caller can use of the head
 * @param body    a {@code chat.completion}, or, where it passes, the answer in the provider's own dialect
 * @param usage   as the provider told, or null
 * @param passed  whether it is as the request had it: see {@link UpstreamRequest#passes}
 */
public record JsonAnswer(int status, MultiMap headers, Buffer body, Usage usage, boolean passed) {}
