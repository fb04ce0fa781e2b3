package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.hub.Routes.Leg;
import dev.sluice.model.Config.Fallback;
import dev.sluice.model.Config.Route;
import dev.sluice.model.FailureException;
import dev.sluice.model.Tier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which route takes which request. */
final class RoutesTest {
    private static Route route(String model, String upstream, String path, Tier... tiers) {
        return new Route(model, upstream, null, path, Set.of(tiers), List.of(), false);
    }

    private static String upstream(Routes routes, String model, Tier tier, String path) {
        return routes.find(model, tier, path).upstream();
    }

    private static Routes of(Route... routes) {
        return new Routes(List.of(routes), Map.of(), Map.of());
    }

    @Test
    void theFirstThatMatchesWins() {
        Routes routes = of(new Route("gpt-4.1", "a", null), new Route("gpt-*", "b", null), new Route("*", "c", null));
        assertEquals("a", upstream(routes, "gpt-4.1", Tier.FREE, null));
        assertEquals("b", upstream(routes, "gpt-5", Tier.FREE, null));
        assertEquals("c", upstream(routes, "claude", Tier.FREE, null));
    }

    @Test
    void aGlobsOtherLettersAreLetters() {
        Routes routes = of(new Route("gpt-4.1*", "a", null));
        assertThrows(FailureException.class, () -> upstream(routes, "gpt-411", Tier.FREE, null));
    }

    @Test
    void tiersAndPathsNarrowARoute() {
        Routes routes = of(
                route("m", "paid", null, Tier.PRO, Tier.ENTERPRISE),
                route("m", "messages", "/v1/mess*"),
                route("m", "rest", null));
        assertEquals("paid", upstream(routes, "m", Tier.PRO, "/v1/messages"));
        assertEquals("messages", upstream(routes, "m", Tier.FREE, "/v1/messages"));
        assertEquals("rest", upstream(routes, "m", Tier.FREE, "/v1/chat/completions"));
        assertEquals("rest", upstream(routes, "m", Tier.FREE, null));
    }

    @Test
    void theDefaultComesLastWhereverItStands() {
        Routes routes = of(new Route("*", "default", null, null, Set.of(), List.of(), true), new Route("m", "a", null));
        assertEquals("a", upstream(routes, "m", Tier.FREE, null));
        assertEquals("default", upstream(routes, "other", Tier.FREE, null));
    }

    @Test
    void whatNoRouteTakesIsNamed() {
        Routes routes = of(route("m", "a", null, Tier.PRO), route("m", "b", null, Tier.ENTERPRISE));
        FailureException cause = assertThrows(FailureException.class, () -> routes.find("n", Tier.FREE, null));
        assertEquals("model_not_found", cause.failure().code());
        assertTrue(
                cause.failure().message().endsWith("expected one of m"),
                cause.failure().message());
    }

    @Test
    void aModelIsListedOnce() {
        assertEquals(
                List.of("m"),
                of(route("m", "a", null, Tier.PRO), route("m", "b", null), route("x*", "b", null))
                        .models());
    }

    @Test
    void fallbacksFollowInTheirOrderAndNoneComesTwice() {
        Route route = new Route(
                "m",
                "a",
                "x",
                null,
                Set.of(),
                List.of(new Fallback("b", null), new Fallback("a", "x"), new Fallback("a", "y")),
                false);
        assertEquals(List.of(new Leg("a", "x"), new Leg("b", null), new Leg("a", "y")), Routes.legs(route));
    }
}
