package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Principal U = new Principal("u", "t", Tier.FREE, Set.of());
    private static final CredentialDigest T = CredentialDigest.of("t");
    private final VerifiedTokens tokens = new VerifiedTokens();

    @Test
    void remembersUntilTheTokenExpires() {
        tokens.add(T, U, NOW.plusSeconds(5), NOW);
        assertEquals(U, tokens.find(T, NOW.plusSeconds(4)));
        assertNull(tokens.find(T, NOW.plusSeconds(5)));
        assertEquals(0, tokens.size());
    }

    @Test
    void remembersForAMinuteAtMost() {
        tokens.add(T, U, null, NOW);
        assertEquals(U, tokens.find(T, NOW.plusSeconds(59)));
        assertNull(tokens.find(T, NOW.plusSeconds(60)));
        tokens.add(T, U, Instant.MAX, NOW);
        assertNull(tokens.find(T, NOW.plusSeconds(60)));
    }

    @Test
    void isBoundedAndForgetsTheLeastUsed() {
        tokens.add(T, U, null, NOW);
        for (int i = 0; i < 2 * VerifiedTokens.MOST; i++) {
            tokens.find(T, NOW);
            tokens.add(CredentialDigest.of("n" + i), U, null, NOW);
        }
        assertEquals(VerifiedTokens.MOST, tokens.size());
        assertEquals(U, tokens.find(T, NOW));
        assertNull(tokens.find(CredentialDigest.of("n0"), NOW));
    }
}
