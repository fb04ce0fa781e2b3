package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Time;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RefusedMembersTest {
    /** The clock overflows within the hour, as {@link System#nanoTime} may. */
    private long now = Long.MAX_VALUE - Duration.ofMinutes(10).toNanos();

    private final RefusedMembers refused = new RefusedMembers(new Time() {
        @Override
        public long millis() {
            return 0;
        }

        @Override
        public long nanos() {
            return now;
        }
    });

    @Test
    void isForgottenAfterAnHourSinceTheProviderMayHaveBeenUpgraded() {
        assertFalse(refused.has("stream_options"));
        refused.add("stream_options");
        assertFalse(refused.has("logprobs"));
        now += RefusedMembers.KEPT.toNanos() - 1;
        assertTrue(refused.has("stream_options"));
        now++;
        assertFalse(refused.has("stream_options"));
    }
}
