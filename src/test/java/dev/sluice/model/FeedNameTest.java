package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeedNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"prices", "inbox-ann@example.com", "a|b:c~40+d", "~~", "x_y.z-1"})
    void aStreamTellsItsFeed(String name) {
        StreamId stream = new FeedName(name).stream();
        assertTrue(FeedName.isName(stream));
        assertEquals(name, FeedName.of(stream).value());
    }

    @Test
    void answersAndJobsAreNoFeeds() {
        assertFalse(FeedName.isName(StreamId.random()));
        assertFalse(FeedName.isName(StreamId.ofJobs("x")));
        assertThrows(InvalidValueException.class, () -> FeedName.of(new StreamId("fd_")));
    }
}
