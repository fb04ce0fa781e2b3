/**
 * Anthropic's Messages API, translated to and from the form that all dialects meet in: OpenAI's chat completions. Requests
 * ({@link dev.sluice.dialect.anthropic.AnthropicRequests}), streams ({@link dev.sluice.dialect.anthropic.AnthropicReader}, {@link
 * dev.sluice.dialect.anthropic.AnthropicWriter}), whole answers ({@link dev.sluice.dialect.anthropic.AnthropicAnswers}), errors
 * ({@link dev.sluice.dialect.anthropic.AnthropicErrors}); and what passes
 * as it came ({@link dev.sluice.dialect.anthropic.AnthropicRequest}, {@link dev.sluice.dialect.anthropic.AnthropicScan}). Source: Anthropic's API reference, version header {@code 2023-06-01}.
 *
 * <p>What one side cannot say is refused by name, never dropped: a caller who is told can decide, one who is not is misled. No I/O;
 * streams belong to whoever feeds them, the rest is any thread's. Part of rank 3: may import {@code dialect}, {@code model}, {@code
 * sse} only.
 */
package dev.sluice.dialect.anthropic;
