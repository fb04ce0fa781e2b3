package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.NodeReport;
import dev.sluice.model.NodeReport.State;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/**
 * What a node says of itself, as JSON: {@code {"state":"ready","up_s":61,"answers":3,"feeds":1,"connections":20}}. Nodes of a later version
 * may say more, which is passed over. Pure.
 */
final class NodeReportCodec {
    private NodeReportCodec() {}

    static String encode(NodeReport report) {
        return new JsonObject()
                .put("state", report.state().wire())
                .put("up_s", report.upSeconds())
                .put("answers", report.answers())
                .put("feeds", report.feeds())
                .put("connections", report.connections())
                .encode();
    }

    /** @throws InvalidValueException where that is no report */
    static NodeReport decode(String said) {
        JsonObject json = object(said);
        Object state = json.getValue("state");
        return new NodeReport(
                State.of(state instanceof String word ? word : null),
                whole(json, "up_s", Long.MAX_VALUE),
                (int) whole(json, "answers", Integer.MAX_VALUE),
                (int) whole(json, "feeds", Integer.MAX_VALUE),
                (int) whole(json, "connections", Integer.MAX_VALUE));
    }

    private static JsonObject object(String said) {
        try {
            if (Json.decodeValue(said) instanceof JsonObject json) return json;
        } catch (DecodeException broken) {
            // Said below, as of any other value that is no object.
        }
        throw new InvalidValueException("report", said, "a JSON object");
    }

    private static long whole(JsonObject json, String name, long most) {
        Object value = json.getValue(name);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 0 && number <= most) return number;
        }
        throw new InvalidValueException(name, value, "a whole number from 0 to " + most);
    }
}
