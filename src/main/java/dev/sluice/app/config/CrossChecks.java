package dev.sluice.app.config;

import dev.sluice.model.Config;
import dev.sluice.model.UpstreamConfig;
import java.util.LinkedHashSet;
import java.util.Set;

/** What only the whole can tell: sections that do not fit together. */
final class CrossChecks {
    private CrossChecks() {}

    static void check(Config config, Reading reading) {
        exposed(config, reading);
        ports(config, reading);
        simulator(config, reading);
        prices(config, reading);
        shared(config, reading);
    }

    /** Nodes share out what they share by way of Redis. */
    private static void shared(Config config, Reading reading) {
        if (config.redis() != null || reading.faulty("redis")) return;
        for (UpstreamConfig upstream : config.upstreams().values()) {
            String path = Paths.child(Paths.child(Paths.child("upstreams", upstream.name()), "queue"), "shared");
            if (upstream.queue().shared() && !reading.faulty(path))
                reading.fault(path, "true", "a section redis, by way of which nodes share permits, or false");
        }
    }

    /** A node that strangers can reach spends its owner's money; so that has to be asked for by name. */
    private static void exposed(Config config, Reading reading) {
        Config.Listen listen = config.listen();
        boolean open = !config.auth().configured() && !reading.faulty("auth") && !reading.faulty("listen.host");
        if (open && !listen.allowUnauthenticated() && !loopback(listen.host()))
            reading.fault(
                    "listen.host",
                    Shown.of(listen.host()) + " without credentials under auth",
                    "a loopback address, auth.api_keys or auth.jwt, or listen.allow_unauthenticated: true");
    }

    private static void ports(Config config, Reading reading) {
        boolean same = config.listen().port() == config.management().port()
                && config.listen().port() != 0;
        if (same && !reading.faulty("management.port"))
            reading.fault("management.port", "" + config.management().port(), "another port than listen.port");
    }

    private static void simulator(Config config, Reading reading) {
        if (config.simulator().enabled() || reading.faulty("simulator")) return;
        for (UpstreamConfig upstream : config.upstreams().values()) {
            String section = Paths.child("upstreams", upstream.name());
            String path = Paths.child(section, "base_url");
            boolean faulty = reading.faulty(path) || reading.faulty(Paths.child(section, "endpoints"));
            if (upstream.simulated() && !faulty)
                reading.fault(
                        path, "nothing", "a URL, or simulator.enabled: true, which then answers for this upstream");
        }
    }

    /** A price goes by the model as a route writes it, glob or not; any other would never be charged. */
    private static void prices(Config config, Reading reading) {
        Set<String> models = new LinkedHashSet<>();
        for (Config.Route route : config.routes()) if (route.model() != null) models.add(route.model());
        for (String model : config.prices().keySet())
            if (!models.isEmpty() && !models.contains(model))
                reading.fault(
                        Paths.child("prices", model),
                        "a price for no route",
                        "a route's model: " + Nearest.oneOf(model, models));
    }

    /** Only names that are loopback on every machine; nothing is looked up. */
    static boolean loopback(String host) {
        return host.equals("localhost")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || host.matches("(0*:)+0*1");
    }
}
