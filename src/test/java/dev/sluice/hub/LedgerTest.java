package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import dev.sluice.model.Usage;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

    private long millis = Duration.ofDays(FIRST.toEpochDay()).toMillis();
    private final Ledger ledger = new Ledger(() -> millis, 2);

    private void add(String tenant, String user, String model, long prompt, long answer) {
        Principal who = new Principal(user, tenant, Tier.FREE, Set.of());
        ledger.add(who, model, new Usage(prompt, answer, 0, 0), 0.5);
    }

    @Test
    void addsUpByUserDayAndModel() {
        add("acme", "ann", "m", 10, 1);
        add("acme", "ann", "m", 20, 2);
        millis += Duration.ofDays(1).toMillis();
        add("acme", "ann", "m", 5, 5);
        assertEquals(
                List.of(
                        new Use(FIRST.plusDays(1), "acme", "m", 1, 5, 5, 0.5),
                        new Use(FIRST, "acme", "m", 2, 30, 3, 1)),
                ledger.ofUser("acme", "ann"));
        assertEquals(List.of(), ledger.ofUser("other", "ann"));
    }

    @Test
    void addsUpByTenantOverItsUsers() {
        add("acme", "ann", "m", 10, 1);
        add("acme", "bob", "m", 10, 1);
        add("beta", "ann", "m", 7, 7);
        assertEquals(List.of(new Use(FIRST, "acme", "m", 2, 20, 2, 1)), ledger.ofTenant("acme"));
        assertEquals(2, ledger.ofTenant(null).size());
    }

    @Test
    void forgetsAfterThirtyFiveDays() {
        add("acme", "ann", "m", 10, 1);
        millis += Duration.ofDays(34).toMillis();
        add("acme", "ann", "m", 1, 0);
        assertEquals(2, ledger.ofUser("acme", "ann").size());
        millis += Duration.ofDays(1).toMillis();
        assertEquals(1, ledger.ofUser("acme", "ann").size());
        millis += Duration.ofDays(34).toMillis();
        assertEquals(0, ledger.ofTenant(null).size());
    }

    @Test
    void booksTogetherWhoComesLastOnADayOfVeryMany() {
        for (int i = 0; i < 10; i++) add("acme", "user-" + i, "m", 10, 0);
        for (int i = 0; i < 10; i++) add("tenant-" + i, "ann", "m", 1, 0);
        assertEquals(100, ledger.ofTenant("acme").get(0).prompt());
        assertEquals(80, ledger.ofUser("acme", "*").get(0).prompt());
        assertEquals(110, ledger.ofTenant(null).stream().mapToLong(Use::prompt).sum());
        assertEquals(9, ledger.ofTenant("*").get(0).prompt());
    }
}
