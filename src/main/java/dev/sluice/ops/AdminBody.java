package dev.sluice.ops;

import dev.sluice.model.Failure;
import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What comes with a command. */
final class AdminBody {
    private AdminBody() {}

    /** An empty body is an empty object. Fails with 400 where it is none, with 422 where it has other members than these. */
    static JsonObject of(RoutingContext ctx, String... members) {
        Buffer body = ctx.body().buffer();
        if (body == null || body.length() == 0) return new JsonObject();
        JsonObject read;
        try {
            read = body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            String got = InvalidValueException.show(body.getString(0, Math.min(body.length(), 200)));
            throw Failure.invalid(null, "body: got " + got + ", expected a JSON object")
                    .exception();
        }
        List<String> known = List.of(members);
        for (String name : read.fieldNames())
            if (!known.contains(name))
                throw new InvalidValueException(name, read.getValue(name), "no such member; there are " + known);
        return read;
    }

    /** A part of the path. */
    static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("path", part, "two hexadecimal digits after each %");
        }
    }
}
