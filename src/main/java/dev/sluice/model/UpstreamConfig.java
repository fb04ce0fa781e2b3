package dev.sluice.model;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A named group of endpoints that speak one dialect.
 *
 * @param dialect     {@code openai}, {@code anthropic} or {@code gemini}
 * @param endpoints   in the order of the file; empty means the built-in simulator
 * @param apiKeys     sent in turns, as the dialect sends them; may be empty
 * @param permits     streams that may be open at once, on this node
 * @param queueLength tickets that may wait
 * @param queueWait   longest wait of a ticket
 * @param policy      how endpoints are picked, watched and asked again
 * @param queue       the terms of the line, tier by tier
 */
public record UpstreamConfig(
        String name,
        String dialect,
        List<EndpointConfig> endpoints,
        List<String> apiKeys,
        int permits,
        int queueLength,
        Duration queueWait,
        Timeouts timeouts,
        UpstreamPolicy policy,
        QueueConfig queue) {
    /**
     * @param url    the base URL, such as {@code https://api.deepseek.com/v1}
     * @param weight its share, 0 to 256; 0 for no calls at all
     * @param backup used only while no other endpoint is up
     */
    public record EndpointConfig(URI url, int weight, boolean backup) {}

    /**
     * @param connect    to a connected socket, TLS included
     * @param firstEvent from the request to the first event of a stream, or to the head of an answer that does not stream
     * @param idle       between two reads of a stream's bytes
     * @param total      of the whole call
     */
    public record Timeouts(Duration connect, Duration firstEvent, Duration idle, Duration total) {}

    /** Whether the built-in simulator answers. */
    public boolean simulated() {
        return endpoints.isEmpty();
    }

    /** The name alone: the keys are nobody's business. */
    @Override
    public String toString() {
        return "upstream " + name;
    }
}
