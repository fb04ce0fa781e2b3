package dev.sluice.edge;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The templates of a router's paths, such as {@code /api/v1/tabs/:tab}: what a request is called where its own path must not be told. A
 * failed request has lost the route that it failed on, since by then it is on the failure handler's; so it is looked for again. Immutable.
 */
final class Templates {
    /** Metadata of a route whose path is an expression: what it is called. */
    static final String KEY = "template";

    private record Entry(String template, Set<HttpMethod> methods, Pattern pattern) {
        boolean takes(HttpMethod method, String path) {
            return (methods == null || methods.contains(method))
                    && pattern.matcher(path).matches();
        }
    }

    private final List<Entry> entries;

    Templates(Router router) {
        entries = router.getRoutes().stream()
                .filter(route -> of(route) != null)
                .map(route -> new Entry(of(route), route.methods(), pattern(route)))
                .toList();
    }

    /** Of the route that a request is on; null where that has none. */
    static String of(Route route) {
        if (route == null) return null;
        Map<String, Object> metadata = route.metadata();
        return metadata != null && metadata.get(KEY) instanceof String given ? given : route.getPath();
    }

    /** Of the route that would take it; null where none would. */
    String of(HttpMethod method, String path) {
        if (path == null) return null;
        for (Entry entry : entries) if (entry.takes(method, path)) return entry.template;
        return null;
    }

    private static Pattern pattern(Route route) {
        String template = of(route);
        // The parameter of an expression is whatever follows; one of a path is a segment.
        String parameter = template.equals(route.getPath()) ? "[^/]+" : ".+";
        StringBuilder out = new StringBuilder();
        for (String part : template.split("/", -1)) {
            out.append('/').append(part.startsWith(":") ? parameter : Pattern.quote(part));
        }
        // A path that ended with a star was cut before it.
        String end = template.endsWith("/") ? ".*" : "/?";
        return Pattern.compile(out.substring(1) + end, Pattern.DOTALL);
    }
}
