package dev.sluice.upstream;

import dev.sluice.model.FeedConfig.Format;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One attempt to read a feed's source.
 *
 * @param url         absolute, with its query
 * @param headers     sent along; may hold a credential
 * @param lastEventId where the source shall go on, or null
 * @param connect     to a connected socket, TLS included, and again from there to the response's head
 * @param idle        between two reads of the body
 */
public record SourceRequest(
        URI url, Map<String, String> headers, Format format, String lastEventId, Duration connect, Duration idle) {}
