package dev.sluice.hub;

import dev.sluice.dialect.ChatRequest;
import dev.sluice.dialect.Dialect;
import dev.sluice.model.Config;
import dev.sluice.model.Config.Price;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Tier;
import dev.sluice.model.UpstreamConfig;
import dev.sluice.model.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which upstream answers for a request, and what that costs. Immutable. */
public final class Routes {
    /**
     * One upstream on a route.
     *
     * @param as the model's name there, or null for the one that was asked for
     */
    record Leg(String upstream, String as) {}

    private record Entry(Pattern model, Pattern path, Route route) {
        boolean takes(String asked, Tier tier, String at) {
            return model.matcher(asked).matches()
                    && (path == null || at != null && path.matcher(at).matches())
                    && (route.tiers().isEmpty() || route.tiers().contains(tier));
        }
    }

    private final List<Entry> entries;
    private final Map<String, Price> prices;
    private final Map<String, Dialect> dialects = new HashMap<>();

    /**
     * @param routes    in the order in which they are tried, but for those that come last
     * @param upstreams by their names
     */
    public Routes(List<Route> routes, Map<String, UpstreamConfig> upstreams, Map<String, Price> prices) {
        this.entries = Stream.concat(
                        routes.stream().filter(r -> !r.last()), routes.stream().filter(Route::last))
                .map(r -> new Entry(glob(r.model()), r.path() == null ? null : glob(r.path()), r))
                .toList();
        upstreams.forEach((name, upstream) -> dialects.put(name, Dialect.of(upstream.dialect())));
        this.prices = Map.copyOf(prices);
    }

    /**
     * The route of a request. A request that all upstreams of the route would have to be told in other words than its own is
     * translated here, before anything is taken for it.
     *
     * @throws dev.sluice.model.FailureException {@code model_not_found}, or INVALID, naming what cannot be translated
     */
    Route find(ChatRequest request, Principal who, Provenance from) {
        Route route = find(request.model(), who.tier(), from.path());
        boolean passes = legs(route).stream().anyMatch(leg -> dialects.get(leg.upstream()) == request.dialect());
        if (!passes) request.chat();
        return route;
    }

    /**
     * The first route that matches; fails with {@code model_not_found}.
     *
     * @param path of the resource that was asked, or null
     */
    public Route find(String model, Tier tier, String path) {
        for (Entry e : entries) if (e.takes(model, tier, path)) return e.route;
        String message = "model: got " + InvalidValueException.show(model) + ", expected one of " + names();
        throw new Failure(Kind.NOT_FOUND, "model_not_found", message, "model", null).exception();
    }

    /** Tells routes apart: all that decides where a request goes, in one line. */
    static String name(Route route) {
        StringBuilder name = new StringBuilder(route.model()).append(' ').append(route.path());
        for (Leg leg : legs(route))
            name.append(' ').append(leg.upstream()).append('=').append(leg.as());
        return name.toString();
    }

    /** The upstreams of a route in the order in which they are tried; no upstream twice under the same name. */
    static List<Leg> legs(Route route) {
        Stream<Leg> fallbacks = route.fallbacks().stream().map(f -> new Leg(f.upstream(), f.as()));
        return Stream.concat(Stream.of(new Leg(route.upstream(), route.as())), fallbacks)
                .distinct()
                .toList();
    }

    /** The models that are configured by their exact names. */
    public List<String> models() {
        return entries.stream()
                .map(e -> e.route.model())
                .filter(m -> m.indexOf('*') < 0)
                .distinct()
                .toList();
    }

    /** US dollars; 0 where no price is configured. */
    double cost(Route route, Usage usage) {
        Price price = prices.get(route.model());
        if (price == null || usage == null) return 0;
        long fresh = usage.promptTokens() - usage.cachedTokens();
        return (fresh * price.input()
                        + usage.cachedTokens() * price.cachedInput()
                        + usage.completionTokens() * price.output())
                / 1e6;
    }

    private String names() {
        List<String> all = entries.stream().map(e -> e.route.model()).distinct().toList();
        return all.size() > 20 ? String.join(", ", all.subList(0, 20)) + " …" : String.join(", ", all);
    }

    private static Pattern glob(String model) {
        StringBuilder out = new StringBuilder();
        for (String part : model.split("\\*", -1)) {
            if (!out.isEmpty()) out.append(".*");
            out.append(Pattern.quote(part));
        }
        return Pattern.compile(out.toString(), Pattern.DOTALL);
    }

    /** As a configuration holds them. */
    public static Routes of(Config config) {
        return new Routes(config.routes(), config.upstreams(), config.prices());
    }
}
