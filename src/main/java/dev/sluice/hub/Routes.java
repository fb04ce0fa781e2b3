package dev.sluice.hub;

import dev.sluice.model.Config;
import dev.sluice.model.Config.Price;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Usage;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which upstream answers for a model, and what that costs. Immutable. */
public final class Routes {
    private record Entry(Pattern pattern, Route route) {}

    private final List<Entry> entries;
    private final Map<String, Price> prices;

    public Routes(List<Route> routes, Map<String, Price> prices) {
        this.entries = routes.stream().map(r -> new Entry(glob(r.model()), r)).toList();
        this.prices = Map.copyOf(prices);
    }

    /** The first route that matches; fails with {@code model_not_found}. */
    Route find(String model) {
        for (Entry e : entries) if (e.pattern.matcher(model).matches()) return e.route;
        String message = "model: got " + InvalidValueException.show(model) + ", expected one of " + names();
        throw new Failure(Kind.NOT_FOUND, "model_not_found", message, "model", null).exception();
    }

    /** The models that are configured by their exact names. */
    public List<String> models() {
        return entries.stream()
                .map(e -> e.route.model())
                .filter(m -> m.indexOf('*') < 0)
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
        List<String> all = entries.stream().map(e -> e.route.model()).toList();
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
        return new Routes(config.routes(), config.prices());
    }
}
