package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** One object a line, whatever is in it. */
final class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("dev.sluice.Some");

    private LoggingEvent event(String message, Throwable cause) {
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, cause, null);
        event.setTimeStamp(1_700_000_000_123L);
        return event;
    }

    private static JsonObject line(LoggingEvent event) {
        String text = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
        assertTrue(text.endsWith("\n") && text.indexOf('\n') == text.length() - 1, "one line: " + text);
        return new JsonObject(text);
    }

    @Test
    void aLineTellsWhenHowBadWhoAndWhat() {
        JsonObject expected = new JsonObject()
                .put("ts", "2023-11-14T22:13:20.123Z")
                .put("level", "WARN")
                .put("logger", "dev.sluice.Some")
                .put("msg", "a\n\"b\" \u2028 \u0007");
        assertEquals(expected, line(event("a\n\"b\" \u2028 \u0007", null)));
    }

    @Test
    void fieldsStandUnderTheirNamesAndNumbersStayNumbers() {
        LoggingEvent event = event("answer", null);
        event.addKeyValuePair(new KeyValuePair("tokens", 12L));
        event.addKeyValuePair(new KeyValuePair("tenant", new StringBuilder("a\nb")));
        event.addKeyValuePair(new KeyValuePair("sampled", true));
        JsonObject line = line(event);
        assertEquals(12, line.getInteger("tokens"));
        assertEquals("a\nb", line.getString("tenant"));
        assertEquals(true, line.getBoolean("sampled"));
    }

    @Test
    void aStackIsOneString() {
        JsonObject line = line(event("it broke", new IllegalStateException("why", new RuntimeException("because"))));
        assertTrue(line.getString("error").contains("IllegalStateException: why"), line.encode());
        assertTrue(line.getString("error").contains("Caused by: java.lang.RuntimeException: because"), line.encode());
    }
}
