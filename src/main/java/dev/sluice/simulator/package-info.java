/**
 * The built-in AI provider: OpenAI's chat completions, Anthropic's messages and Gemini's generateContent over HTTP, with prose
 * that reads well, a pace like a real model's, and faults on demand. Tests use it as their upstream, {@code sluice simulate}
 * serves it alone, and the default run embeds it. Entry type: {@link dev.sluice.simulator.Simulator}; how a request asks for a pace or a fault stands in
 * {@link dev.sluice.simulator.Script}.
 *
 * <p>Everything runs on one event loop of its own; what other threads may touch says so ({@link
 * dev.sluice.simulator.TrafficRecord}). It imports no other package of Sluice: it writes its SSE by itself, because it must
 * be able to write it wrongly, and a mistake that both sides shared would hide itself from the tests.
 */
package dev.sluice.simulator;
