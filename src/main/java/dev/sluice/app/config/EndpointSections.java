package dev.sluice.app.config;

import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.upstream.endpoint.Endpoints;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code base_url} and {@code endpoints} of an upstream: where it is. */
final class EndpointSections {
    private static final int MAX_WEIGHT = 256;

    private EndpointSections() {}

    /** @return empty where neither is written, or where both are at fault */
    static List<EndpointConfig> endpoints(Section s) {
        URI one = s.url("base_url");
        List<Section> several = s.sections("endpoints", "url");
        if (several.isEmpty()) return one == null ? List.of() : List.of(new EndpointConfig(one, 1, false));
        if (s.written("base_url") && (one != null || s.faulty("base_url")))
            s.fault("endpoints", "base_url as well", "one of the two");
        List<EndpointConfig> all = new ArrayList<>();
        Map<String, Integer> names = new LinkedHashMap<>();
        for (int i = 0; i < several.size(); i++) {
            EndpointConfig read = endpoint(several.get(i));
            if (read.url() == null) continue;
            all.add(read);
            Integer before = names.putIfAbsent(Endpoints.name(read.url()), i);
            if (before != null)
                several.get(i)
                        .fault("url", Shown.of("" + read.url()) + " again", "it once: endpoints[" + before + "] is it");
        }
        boolean open = all.stream().anyMatch(e -> e.weight() > 0 && !e.backup());
        if (!open && !s.faulty("endpoints"))
            s.fault("endpoints", "none that takes calls", "one with a weight above 0 that is no backup");
        return List.copyOf(all);
    }

    private static EndpointConfig endpoint(Section s) {
        URI url = s.url("url");
        if (url == null && !s.faulty("url")) s.fault("url", "nothing", "the endpoint's base URL");
        EndpointConfig read = new EndpointConfig(url, s.integer("weight", 1, 0, MAX_WEIGHT), s.flag("backup", false));
        s.end();
        return read;
    }
}
