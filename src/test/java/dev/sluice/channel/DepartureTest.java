package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.Departure.Turn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DepartureTest {
    private static final long SECOND = 1_000_000_000L;
    private final Departure departure = new Departure(5 * SECOND, Duration.ofSeconds(2), 10, Duration.ofMillis(300));

    @Test
    void readersComeBackATenthOfASecondApartWhetherTheyWaitHereOrThere() {
        for (int i = 0; i < 50; i++) {
            Turn turn = departure.turn(5 * SECOND);
            assertEquals(100 * i + 300, turn.waitMillis() + turn.retryMillis());
        }
    }

    @Test
    void nobodyIsServedBeyondTheWindow() {
        for (int i = 0; i < 50; i++) {
            Turn turn = departure.turn(5 * SECOND);
            assertEquals(Math.min(100 * i, 2_000), turn.waitMillis());
            assertTrue(turn.retryMillis() >= 300);
        }
    }

    @Test
    void turnsThatNobodyTookAreNotSavedUpForACrowd() {
        departure.turn(5 * SECOND);
        Turn first = departure.turn(6 * SECOND);
        Turn second = departure.turn(6 * SECOND);
        assertEquals(new Turn(0, 300), first);
        assertEquals(new Turn(100, 300), second);
    }

    @Test
    void whoeverIsHurriedComesBackAtTheSameMoment() {
        departure.turn(5 * SECOND);
        Turn turn = departure.turn(5 * SECOND);
        assertEquals(new Turn(0, 400), departure.atOnce(turn));
    }
}
