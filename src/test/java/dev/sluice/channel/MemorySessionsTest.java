package dev.sluice.channel;

import dev.sluice.model.SessionContract;
import dev.sluice.model.SessionStore;
import java.time.Duration;

final class MemorySessionsTest extends SessionContract {
    private final HandTime time = new HandTime();

    @Override
    protected SessionStore open() {
        return new MemorySessions(LIMITS, time);
    }

    @Override
    protected void advance(Duration duration) {
        time.advance(duration.toMillis());
    }
}
