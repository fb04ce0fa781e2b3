package dev.sluice.edge;

import dev.sluice.hub.Supply;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The headers by which a caller wishes to share an identical request's answer or not, and by which it is told that it did. */
final class Sharing {
    private static final String WISH = "x-sluice-share";

    private Sharing() {}

    /** Null where the caller does not say. */
    static Boolean wish(HttpServerRequest request) {
        String value = request.getHeader(WISH);
        if (value == null) return null;
        return switch (value) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new InvalidValueException(WISH, value, "true or false");
        };
    }

    static void tell(HttpServerResponse response, Supply.Kind kind) {
        if (kind == Supply.Kind.COALESCED) response.putHeader("x-sluice-coalesced", "true");
        if (kind == Supply.Kind.CACHED) response.putHeader("x-sluice-cached", "true");
    }
}
