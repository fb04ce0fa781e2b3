package dev.sluice.upstream;

import dev.sluice.dialect.OwnError;
import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.Speech;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a provider's own error means to us. A fault of the request keeps its class and the provider's words; a fault of our
 * credential or our account is none of the caller's business, and the words about it may quote the key, so they go no further.
 */
final class Refusals {
    private static final int SHOWN = 2000;
    private static final int IN_BAND = 200;
    /** The code of a failure that is about our key or account. */
    static final String CREDENTIAL = "upstream_credential";

    private final Speech speech;
    private final List<String> apiKeys;
    private final Redaction redaction;

    /** @param apiKeys and endpoints: never to be seen in an error */
    Refusals(Speech speech, List<String> apiKeys, List<URI> endpoints) {
        this.speech = speech;
        this.apiKeys = apiKeys.stream().filter(key -> !key.isEmpty()).toList();
        this.redaction = new Redaction(this.apiKeys, endpoints);
    }

    /** For an answer that is no success, or a success that is an error after all. */
    UpstreamRejectedException whole(int status, MultiMap headers, Buffer body, Instant now) {
        boolean html = isHtml(headers, body);
        ProviderError error = html ? null : speech.error(body);
        int meant = status / 100 == 2 ? meantStatus(error) : status;
        Duration wait = RetryAfter.read(headers, now);
        Buffer own = error == null || meant != status ? null : speech.ownError(body, redaction);
        return refusal(status, meant, error, own, html, wait != null || html ? wait : speech.retryAfter(body));
    }

    /** @param error told inside a stream that began with 200; null where it could not be read */
    UpstreamRejectedException inBand(ProviderError error) {
        ProviderError told = error == null || error.unreadable() ? null : error;
        return refusal(IN_BAND, meantStatus(told), told, null, false, null);
    }

    private UpstreamRejectedException refusal(
            int status, int meant, ProviderError came, Buffer own, boolean html, Duration retryAfter) {
        if (meant == 401 || meant == 402 || meant == 403 || aboutOurAccount(came)) {
            String message = "The upstream refused this server's credential or account";
            return new UpstreamRejectedException(
                    new Failure(Kind.UPSTREAM, CREDENTIAL, message, null, null), status, null);
        }
        ProviderError error = redacted(came);
        Kind kind = kind(meant, html);
        String param = error == null ? null : error.param();
        Failure failure = new Failure(kind, code(kind), message(status, error), param, retryAfter);
        OwnError worded = own == null ? null : new OwnError(speech.dialect(), own);
        return new UpstreamRejectedException(failure, status, error, worded);
    }

    private ProviderError redacted(ProviderError error) {
        return error == null
                ? null
                : new ProviderError(
                        redaction.apply(error.message()), error.type(), redaction.apply(error.param()), error.code());
    }

    private static Kind kind(int meant, boolean html) {
        return switch (meant) {
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.OVERLOADED;
            // A page instead of an error comes from something in between, not from the provider.
            case 400 -> html ? Kind.UPSTREAM : Kind.INVALID;
            case 404 -> html ? Kind.UPSTREAM : Kind.NOT_FOUND;
            case 409 -> html ? Kind.UPSTREAM : Kind.CONFLICT;
            case 422 -> html ? Kind.UPSTREAM : Kind.UNPROCESSABLE;
            default -> Kind.UPSTREAM;
        };
    }

    private static String code(Kind kind) {
        return switch (kind) {
            case RATE_LIMITED -> "upstream_rate_limited";
            case OVERLOADED -> "upstream_overloaded";
            case UPSTREAM -> "upstream_error";
            default -> "upstream_rejected";
        };
    }

    private static String message(int status, ProviderError error) {
        if (error == null || error.message() == null)
            return status == IN_BAND
                    ? "The upstream told an error inside its answer"
                    : "The upstream answered with status " + status;
        String message = error.message();
        return message.length() > SHOWN ? message.substring(0, SHOWN) + "…" : message;
    }

    /** Some providers say with a 400 or a 429 what others say with a 401 or a 402. */
    private boolean aboutOurAccount(ProviderError error) {
        if (error == null) return false;
        String words = words(error);
        return words.contains("insufficient_quota")
                || words.contains("invalid_api_key")
                || words.contains("api_key_invalid")
                || words.contains("billing")
                || error.message() != null
                        && apiKeys.stream().anyMatch(key -> error.message().contains(key));
    }

    /** The status that an error inside a 200 would have had: its code where that is a status (OpenRouter), or by its type. */
    private static int meantStatus(ProviderError error) {
        if (error == null) return 500;
        String code = error.code();
        if (code != null && code.length() == 3 && code.charAt(0) >= '4' && code.charAt(0) <= '5')
            try {
                return Integer.parseInt(code);
            } catch (NumberFormatException aWordOfThreeLetters) {
                // told by its type then
            }
        String words = words(error);
        if (words.contains("rate_limit") || words.contains("too_many_requests")) return 429;
        if (words.contains("overloaded") || words.contains("unavailable")) return 503;
        if (words.contains("authentication") || words.contains("permission")) return 401;
        if (words.contains("not_found")) return 404;
        if (words.contains("invalid_request") || words.contains("context_length") || words.contains("content_policy"))
            return 400;
        return 500;
    }

    /** Type and code alone: the message is prose, and prose about rate limits is no rate limit. */
    private static String words(ProviderError error) {
        return (error.type() + " " + error.code()).toLowerCase(Locale.ROOT);
    }

    private static boolean isHtml(MultiMap headers, Buffer body) {
        if (MediaType.isHtml(headers)) return true;
        for (int i = 0; i < body.length(); i++) {
            byte b = body.getByte(i);
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') return b == '<';
        }
        return false;
    }
}
