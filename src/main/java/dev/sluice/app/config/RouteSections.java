package dev.sluice.app.config;

import dev.sluice.model.Config.Fallback;
import dev.sluice.model.Config.Route;
import dev.sluice.model.Tier;
import dev.sluice.model.UpstreamConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** {@code routes}: which upstream answers for which requests. */
final class RouteSections {
    private static final String ANY = "*";

    private RouteSections() {}

    static List<Route> routes(Section root, Map<String, UpstreamConfig> upstreams) {
        List<Route> all = new ArrayList<>();
        for (Section s : root.sections("routes")) {
            Route route = route(s, upstreams.keySet());
            for (int before = 0; before < all.size(); before++)
                if (shadows(all.get(before), route)) {
                    s.fault(
                            route.last() ? "default" : "model",
                            route.last() ? "a second default" : Shown.of(route.model()) + " again",
                            "it once: routes[" + before + "] takes all of it");
                    break;
                }
            all.add(route);
            s.end();
        }
        if (all.isEmpty() && !root.faulty("routes")) root.fault("routes", "nothing", "at least one route");
        return List.copyOf(all);
    }

    private static Route route(Section s, Set<String> upstreams) {
        boolean last = s.flag("default", false);
        String model = last ? s.text("model", ANY) : s.required("model", "a model's name, or a glob with *");
        String path = s.text("path", null);
        Set<Tier> tiers = tiers(s);
        if (last && (!ANY.equals(model) || path != null || !tiers.isEmpty()))
            s.fault(
                    "default",
                    "true beside model, path or tiers",
                    "it alone: a default takes whatever no other route does");
        if (path != null && !path.startsWith("/"))
            s.fault("path", Shown.of(path), "the path that callers ask for, such as /v1/messages, or a glob with *");
        String upstream = s.required("upstream", "the name of an upstream");
        known(s, upstream, upstreams);
        String as = s.text("as", null);
        return new Route(model, upstream, as, path, tiers, fallbacks(s, upstream, as, upstreams), last);
    }

    private static Set<Tier> tiers(Section s) {
        Set<Tier> tiers = EnumSet.noneOf(Tier.class);
        List<String> known = Stream.of(Tier.values()).map(Tier::wire).toList();
        for (String text : s.texts("tiers")) {
            if (known.contains(text)) tiers.add(Tier.of("tiers", text));
            else s.fault("tiers", Shown.of(text), Nearest.oneOf(text, known));
        }
        return tiers;
    }

    /** Each a mapping, or an upstream's name alone. */
    private static List<Fallback> fallbacks(Section s, String upstream, String as, Set<String> upstreams) {
        List<Fallback> all = new ArrayList<>();
        all.add(new Fallback(upstream, as));
        for (Section f : s.sections("fallbacks", "upstream")) {
            Fallback read = new Fallback(f.required("upstream", "the name of an upstream"), f.text("as", null));
            known(f, read.upstream(), upstreams);
            if (all.contains(read) && read.upstream() != null)
                f.fault("upstream", Shown.of(read.upstream()) + " again", "each upstream and model once");
            all.add(read);
            f.end();
        }
        return List.copyOf(all.subList(1, all.size()));
    }

    private static void known(Section s, String upstream, Set<String> upstreams) {
        if (upstream != null && !upstreams.contains(upstream) && !upstreams.isEmpty())
            s.fault("upstream", Shown.of(upstream), Nearest.oneOf(upstream, upstreams));
    }

    /** Whether nothing is left for the later one. Of globs only equal ones are compared. */
    private static boolean shadows(Route earlier, Route later) {
        boolean path = earlier.path() == null || earlier.path().equals(later.path());
        boolean tiers = earlier.tiers().isEmpty()
                || !later.tiers().isEmpty() && earlier.tiers().containsAll(later.tiers());
        boolean model = earlier.model() != null && Objects.equals(earlier.model(), later.model());
        return earlier.last() == later.last() && model && path && tiers;
    }
}
