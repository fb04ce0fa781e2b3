package dev.sluice.dialect;

import io.vertx.core.buffer.Buffer;

/**
 * A provider's error body as its own clients know it, for callers of its dialect.
 *
 * @param json never changed
 */
public record OwnError(Dialect dialect, Buffer json) {}
