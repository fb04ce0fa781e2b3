/**
 * Server-sent events as bytes: a push parser and an encoder, after the WHATWG HTML standard, section 9.2. Knows nothing
 * about HTTP. Entry types: {@link dev.sluice.sse.SseParser}, {@link dev.sluice.sse.SseEncoder}. Any thread; a
 * parser one at a time.
 *
 * <p>Rank 2: may import {@code model} only; no I/O.
 */
package dev.sluice.sse;
