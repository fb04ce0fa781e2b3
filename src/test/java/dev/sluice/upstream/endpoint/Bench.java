package dev.sluice.upstream.endpoint;

import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Balance;
import dev.sluice.model.UpstreamPolicy.Connections;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A bench with an upstream of endpoints a, b, c … under test, and what its observer was told. */
final class Bench {
    static final long SEED = 20260214;

    final ManualTime time = new ManualTime();
    final List<String> changes = new ArrayList<>();
    final Endpoints endpoints;

    private Bench(List<EndpointConfig> configs, UpstreamPolicy policy) {
        endpoints = new Endpoints(
                configs,
                policy,
                time,
                new SplittableRandom(SEED),
                (name, from, to, reason) -> changes.add(name + " " + from.wire() + ">" + to.wire() + ": " + reason));
    }

    /** @param weights of a, b, c …; a negative one is a backup's */
    static Bench of(UpstreamPolicy policy, int... weights) {
        List<EndpointConfig> configs = new ArrayList<>();
        for (int w : weights) {
            char name = (char) ('a' + configs.size());
            configs.add(new EndpointConfig(URI.create("http://" + name), Math.abs(w), w < 0));
        }
        return new Bench(configs, policy);
    }

    static Bench of(int... weights) {
        return of(policy(Balance.ROUND_ROBIN, Duration.ZERO, 0), weights);
    }

    static UpstreamPolicy policy(Balance balance, Duration slowStart, int max) {
        UpstreamPolicy d = UpstreamPolicy.DEFAULT;
        Connections c =
                new Connections(max, d.connections().idle(), d.connections().lifetime());
        return new UpstreamPolicy(balance, slowStart, d.keyRest(), null, d.retry(), d.health(), d.ejection(), c);
    }

    /** Picks, and closes at once; "-" where there is none. */
    String pick(String... tried) {
        Set<Integer> indices = new HashSet<>();
        for (String name : tried) indices.add(name.charAt(0) - 'a');
        Lease lease = endpoints.pick(indices);
        if (lease == null) return "-";
        lease.close();
        return lease.endpoint();
    }

    String picks(int n) {
        StringBuilder picked = new StringBuilder();
        for (int i = 0; i < n; i++) picked.append(pick());
        return picked.toString();
    }

    /** A call that is told of one endpoint, wherever the balance would have sent it. */
    void call(String name, boolean good) {
        Set<Integer> others = new HashSet<>();
        for (int i = 0; i < endpoints.size(); i++) if (i != name.charAt(0) - 'a') others.add(i);
        Lease lease = endpoints.pick(others);
        if (good) lease.succeeded();
        else lease.failed("upstream_reset");
        lease.close();
    }

    void fail(String name, int times) {
        for (int i = 0; i < times; i++) call(name, false);
    }

    State state(String name) {
        return endpoints.views().get(name.charAt(0) - 'a').state();
    }
}
