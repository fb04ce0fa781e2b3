package dev.sluice.upstream;

import dev.sluice.model.Provenance;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * One request towards a provider.
 *
 * @param path    path and query below the endpoint's base URL, such as {@code /chat/completions}
 * @param headers what else to send, or null. Credentials, cookies and fields of one connection in it are left out: the upstream's
 *                own key is added by the upstream
 * @param body    JSON
 * @param model   as the provider calls it
 * @param from    where the request came from
 * @param limit   for all attempts together, where that is less than the upstream's; or null
 * @param passes  whether the answer goes to a caller who speaks the provider's dialect, and is wanted as it comes; else in OpenAI's form
 */
public record UpstreamRequest(
        String path, MultiMap headers, Buffer body, String model, Provenance from, Duration limit, boolean passes) {
    /** Whose answer is wanted in OpenAI's form. */
    public UpstreamRequest(String path, MultiMap headers, Buffer body, String model, Provenance from, Duration limit) {
        this(path, headers, body, model, from, limit, false);
    }

    /** One of our own, from nobody. */
    public UpstreamRequest(String path, MultiMap headers, Buffer body) {
        this(path, headers, body, "", Provenance.NONE, null);
    }
}
