package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two requests with the same key ask for the same answer: a digest of the request's canonical JSON. Members are sorted, white space
 * and the spelling of numbers and strings don't count, and neither do members that change nothing about the answer's words.
 */
public final class RequestKey {
    /** Who asks, for whom, and how the answer travels. */
    private static final Set<String> NO_MATTER = Set.of(
            "tab", "stream", "stream_options", "user", "metadata", "store", "safety_identifier", "prompt_cache_key");

    private static final JsonFactory JSON = new JsonFactory();

    private RequestKey() {}

    /**
     * Of a request in any dialect, as it came.
     *
     * @param scope as below
     */
    public static String of(ChatRequest request, String scope) {
        if (request.dialect() == Dialect.OPENAI && request.fields().isEmpty()) return of(request.body(), scope);
        // The answer that is shared is the dialect's own; and not all that was asked for stands in each dialect's body.
        StringBuilder all = new StringBuilder(scope).append('\n').append(request.dialect());
        string(request.model(), all);
        new TreeMap<>(request.fields()).forEach((name, value) -> {
            string(name, all);
            string(value, all);
        });
        return of(request.body(), all.toString());
    }

    /** @param scope what else must be equal, such as the tenant; part of the digest */
    public static String of(Buffer body, String scope) {
        StringBuilder canonical = new StringBuilder(body.length() + scope.length() + 8);
        canonical.append(scope).append('\n');
        try (JsonParser in = JSON.createParser(body.getBytes())) {
            in.nextToken();
            value(in, canonical, NO_MATTER);
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a request that was read is JSON", e);
        }
    }

    private static void value(JsonParser in, StringBuilder out, Set<String> without) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> object(in, out, without);
            case START_ARRAY -> {
                out.append('[');
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    value(in, out, Set.of());
                    out.append(',');
                }
                out.append(']');
            }
            case VALUE_STRING -> string(in.getText(), out);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(number(in.getText()));
            default -> out.append(in.getText());
        }
    }

    private static void object(JsonParser in, StringBuilder out, Set<String> without) throws IOException {
        Map<String, String> members = new TreeMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            StringBuilder value = new StringBuilder();
            value(in, value, Set.of());
            // An absent member and a null one say the same.
            if (!without.contains(name) && !value.toString().equals("null")) members.put(name, value.toString());
        }
        out.append('{');
        members.forEach((name, value) -> {
            string(name, out);
            out.append(':').append(value).append(',');
        });
        out.append('}');
    }

    /** 1, 1.0 and 1e0 are one number; an exponent that would blow up is left as it is spelled. */
    private static String number(String text) {
        BigDecimal number = new BigDecimal(text);
        return Math.abs((long) number.scale()) > 400
                ? text
                : number.stripTrailingZeros().toString();
    }

    private static void string(String text, StringBuilder out) {
        out.append('"').append(text.length()).append(':').append(text).append('"');
    }
}
