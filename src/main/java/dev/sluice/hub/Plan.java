package dev.sluice.hub;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.hub.feed.FeedRules;
import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import java.util.Map;
import java.util.Set;

/**
 * What a node goes by: its configuration, and all that follows from the parts of it that a reload may change. Immutable; a reload makes
 * another one, and whoever begins something asks {@link Plans} for the one of now. What has begun goes on by the plan it began with.
 *
 * @param config    in effect; what cannot be reloaded is as it was at the start
 * @param providers each upstream, by name
 * @param revoked   who came with API keys that are gone: their sessions are over
 */
public record Plan(
        Config config,
        Routes routes,
        Quotas quotas,
        FeedRules feeds,
        Map<String, Provider> providers,
        Set<Principal> revoked) {
    public Plan {
        providers = Map.copyOf(providers);
        revoked = Set.copyOf(revoked);
    }

    /** The plan of a node that starts. */
    public static Plan of(Config config, Quotas quotas, Map<String, Provider> providers) {
        return new Plan(config, Routes.of(config), quotas, new FeedRules(config.feeds()), providers, Set.of());
    }

    /** Null where no upstream has this name. */
    public Provider provider(String upstream) {
        return providers.get(upstream);
    }

    /** Where a request goes; fails as {@link Routes#find(ChatRequest, Principal, Provenance)} does. */
    PlannedRoute route(ChatRequest request, Principal who, Provenance from) {
        return new PlannedRoute(this, routes.find(request, who, from));
    }
}
