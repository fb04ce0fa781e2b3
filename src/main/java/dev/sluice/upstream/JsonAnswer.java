package dev.sluice.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** A provider's whole answer to a request that does not stream; status is 2xx, the body is passed on as it came. */
public record JsonAnswer(int status, MultiMap headers, Buffer body) {}
