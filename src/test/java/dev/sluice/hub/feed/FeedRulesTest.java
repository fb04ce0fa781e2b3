package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedConfig.Read;
import dev.sluice.model.FeedName;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.StreamId;
import dev.sluice.model.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and publish what. */
final class FeedRulesTest {
    private static final Principal STRANGER = who("anon-1", "default", Principal.ANONYMOUS);

    private static FeedConfig topic(String pattern, Read read, String tenant) {
        return new FeedConfig(pattern, read, tenant, new FeedConfig.History(10, 1 << 20, Duration.ofHours(1)), null);
    }

    private static Principal who(String user, String tenant, String... scopes) {
        return new Principal(user, tenant, Tier.FREE, Set.of(scopes));
    }

    private static boolean reads(FeedConfig config, String feed, Principal who) {
        return new FeedRule(config).readableBy(who, new FeedName(feed));
    }

    private static String refusal(FeedConfig config, String feed, Principal who) {
        FeedRule rule = new FeedRule(config);
        return assertThrows(FailureException.class, () -> rule.publishableBy(who, new FeedName(feed)))
                .getMessage();
    }

    @Test
    void anExactNameGoesBeforePatternsAndTheyInTheirOrder() {
        FeedRules rules = new FeedRules(List.of(
                topic("orders-*", Read.PUBLIC, null),
                topic("orders-eu-*", Read.PUBLIC, null),
                topic("orders-x", Read.PUBLIC, null)));
        assertEquals("orders-x", rules.find(new FeedName("orders-x")).name());
        assertEquals("orders-*", rules.find(new FeedName("orders-eu-1")).name());
        assertEquals(
                404,
                assertThrows(FailureException.class, () -> rules.find(new FeedName("orders")))
                        .failure()
                        .kind()
                        .status());
    }

    @Test
    void aPublicFeedIsForAnybody() {
        assertTrue(reads(topic("f", Read.PUBLIC, null), "f", null));
        assertTrue(reads(topic("f", Read.PUBLIC, null), "f", STRANGER));
    }

    @Test
    void strangersAreNotAuthenticated() {
        FeedConfig f = topic("f", Read.AUTHENTICATED, null);
        assertFalse(reads(f, "f", null));
        assertFalse(reads(f, "f", STRANGER));
        assertTrue(reads(f, "f", who("ann", "acme")));
    }

    @Test
    void aTenantsFeedIsForItsMembers() {
        assertTrue(reads(topic("f", Read.TENANT, "acme"), "f", who("ann", "acme")));
        assertFalse(reads(topic("f", Read.TENANT, "acme"), "f", who("ann", "other")));
        assertTrue(reads(topic("f-{tenant}", Read.TENANT, null), "f-acme", who("ann", "acme")));
        assertFalse(reads(topic("f-{tenant}", Read.TENANT, null), "f-acme", who("ann", "acm")));
    }

    @Test
    void aUsersFeedIsForThatUserOfThatTenant() {
        FeedConfig box = topic("inbox-{user}", Read.USER, "default");
        assertTrue(reads(box, "inbox-ann@example.com", who("ann@example.com", "default")));
        assertFalse(reads(box, "inbox-ann", who("bob", "default")));
        assertFalse(reads(box, "inbox-ann", who("ann", "other")), "another tenant's user of the same name");
    }

    @Test
    void noTwoUsersOwnTheSameFeed() {
        FeedConfig box = topic("box-{tenant}-{user}", Read.USER, null);
        assertTrue(reads(box, "box-a-b-c", who("b-c", "a")));
        assertFalse(reads(box, "box-a-b-c", who("c", "a-b")));
    }

    @Test
    void publishingNeedsTheScopeAndTheTenant() {
        FeedConfig orders = topic("orders-*", Read.TENANT, "acme");
        FeedRule rule = new FeedRule(orders);
        FeedName feed = new FeedName("orders-7");
        assertDoesNotThrow(() -> rule.publishableBy(who("backend", "acme", "publish"), feed));
        assertDoesNotThrow(() -> rule.publishableBy(who("root", "other", "admin"), feed));
        assertTrue(refusal(orders, "orders-7", who("ann", "acme")).contains("scope publish or admin"));
        assertTrue(refusal(orders, "orders-7", who("b", "other", "publish")).contains("another tenant"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "a\r\nb", "a%b", "{user}", "*"})
    void namesOfOtherShapesAreRefused(String name) {
        assertThrows(InvalidValueException.class, () -> new FeedName(name));
    }

    @Test
    void streamIdsOfDifferentFeedsDiffer() {
        assertEquals(new StreamId("fd_ticks"), new FeedName("ticks").stream());
        assertEquals(new StreamId("fd_a~40b"), new FeedName("a@b").stream());
        assertEquals(new StreamId("fd_a~7E40b"), new FeedName("a~40b").stream());
    }
}
