package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The slots that a real Redis gives by {@code CLUSTER KEYSLOT}. */
final class HashSlotTest {
    @ParameterizedTest
    @CsvSource({
        "123456789, 12739",
        "foo, 12182",
        "{user1000}.following, 3443",
        "{user1000}.followers, 3443",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015",
        "foo{bar}{zap}, 5061",
        "bar, 5061",
        "'', 0",
        "sluice:session:{grün}, 14522"
    })
    void agreesWithRedis(String key, int slot) {
        assertEquals(slot, HashSlot.of(key));
    }
}
