/**
 * Google's Gemini API ({@code v1beta}, ai.google.dev/api/generate-content) beside OpenAI's chat completions, which is the
 * form that dialects meet in: what is here translates to it or from it, or knows just enough of what passes as it came ({@link
 * dev.sluice.dialect.gemini.GeminiRequest}, {@link dev.sluice.dialect.gemini.GeminiScan}). No I/O, any thread but where a class holds one
 * stream's state. Entry types: {@link dev.sluice.dialect.gemini.GeminiRequests},
 * {@link dev.sluice.dialect.gemini.GeminiReader}, {@link dev.sluice.dialect.gemini.GeminiWriter},
 * {@link dev.sluice.dialect.gemini.GeminiAnswers},
 * {@link dev.sluice.dialect.gemini.GeminiErrors}.
 *
 * <p>What a request says and the other dialect cannot say is refused by its name; what stands at its default value says
 * nothing. Rank 3, a part of {@code dialect}: may import {@code model} and {@code sse} beside it.
 */
package dev.sluice.dialect.gemini;
