package dev.sluice.hub.feed;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.FeedName;
import dev.sluice.model.InvalidValueException;
import java.util.Comparator;
import java.util.List;

/** Which rule is for which feed: the one with its exact name, or the first pattern that matches. Immutable. */
public final class FeedRules {
    private final List<FeedRule> rules;

    /** @param configs in the order of the file */
    public FeedRules(List<FeedConfig> configs) {
        this.rules = configs.stream()
                .map(FeedRule::new)
                .sorted(Comparator.comparing(rule -> !rule.exact()))
                .toList();
    }

    /** Fails with {@code unknown_feed}. */
    FeedRule find(FeedName feed) {
        for (FeedRule rule : rules) if (rule.matches(feed)) return rule;
        throw new Failure(
                        Kind.NOT_FOUND,
                        "unknown_feed",
                        "feed: got " + InvalidValueException.show(feed)
                                + ", expected one that is configured under feeds",
                        "feed",
                        null)
                .exception();
    }
}
