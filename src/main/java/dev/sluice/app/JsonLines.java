package dev.sluice.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines as JSON objects: {@code ts} (RFC 3339, UTC), {@code level}, {@code logger}, {@code msg}, then the line's own fields under
 * their names, then {@code error} with the stack where there is one. One object a line, whatever is in it.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        JsonObject line = new JsonObject()
                .put("ts", Instant.ofEpochMilli(event.getTimeStamp()).toString())
                .put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName())
                .put("msg", event.getFormattedMessage());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) for (KeyValuePair field : fields) line.put(field.key, plain(field.value));
        if (event.getThrowableProxy() != null)
            line.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Object plain(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
