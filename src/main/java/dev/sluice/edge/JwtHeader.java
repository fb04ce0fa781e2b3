package dev.sluice.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;

/**
 * What a token says about itself before anything of it is believed (RFC 7515, section 4).
 *
 * @param algorithm {@code alg}
 * @param keyId     {@code kid}, or null
 */
record JwtHeader(String algorithm, String keyId) {
    /** Longer ones do not fit into a request's head anyway. */
    private static final int MOST_CHARS = 16 * 1024;

    /** @return null where this is no signed token, or one with critical extensions, none of which are known here */
    static JwtHeader parse(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        boolean three =
                first > 0 && second > first + 1 && second < token.length() - 1 && token.indexOf('.', second + 1) < 0;
        if (!three || token.length() > MOST_CHARS) return null;
        try {
            JsonObject json =
                    new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, first))));
            Object keyId = json.getValue("kid");
            boolean known = json.getValue("alg") instanceof String && (keyId == null || keyId instanceof String);
            return known && !json.containsKey("crit") ? new JwtHeader(json.getString("alg"), (String) keyId) : null;
        } catch (IllegalArgumentException | DecodeException e) {
            return null;
        }
    }
}
