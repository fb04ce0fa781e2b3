package dev.sluice.sse;

import io.vertx.core.buffer.Buffer;

/**
 * One dispatched event.
 *
 * @param type        the {@code event:} field, {@code "message"} where there was none
 * @param data        the data lines joined by LF, in UTF-8, without the last LF
 * @param lastEventId the last {@code id:} seen on this stream so far, {@code ""} where there was none
 */
public record SseEvent(String type, Buffer data, String lastEventId) {}
