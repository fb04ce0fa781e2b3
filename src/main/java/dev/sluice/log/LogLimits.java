package dev.sluice.log;

import dev.sluice.model.InvalidValueException;

/**
 * What one log may hold before its oldest half is folded together (a completion) or dropped (a feed).
 *
 * @param events at least 2
 * @param bytes  at least 1,024, by the events' own reckoning
 */
public record LogLimits(int events, int bytes) {
    static final LogLimits NONE = new LogLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

    public LogLimits {
        if (events < 2) throw new InvalidValueException("max_events", events, "at least 2");
        if (bytes < 1024) throw new InvalidValueException("max_bytes", bytes, "at least 1024");
    }
}
