package dev.sluice.upstream.endpoint;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.Time;
import dev.sluice.model.UpstreamConfig.EndpointConfig;
import dev.sluice.model.UpstreamPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The endpoints of one upstream, for the whole node: who is up, who is how busy, who is next. A crossing: the calls of every loop and
 * the checks report here, and pick here. The guard is held for a walk over the endpoints; observers are told after it is let go, so
 * that two changes that come at the same moment may be told in either order.
 */
public final class Endpoints {
    /** When all are busy: the time of a short answer. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private record Change(Endpoint endpoint, State from, State to, String reason) {}

    private final ReentrantLock guard = new ReentrantLock();
    private final List<Endpoint> all = new ArrayList<>();
    private final Candidates candidates;
    private final UpstreamPolicy policy;
    private final Balancer balancer;
    private final Time time;
    private final EndpointObserver observer;

    /** @param random used under the guard alone */
    public Endpoints(
            List<EndpointConfig> endpoints,
            UpstreamPolicy policy,
            Time time,
            RandomGenerator random,
            EndpointObserver observer) {
        this.policy = policy;
        this.candidates = new Candidates(all, policy.connections().max());
        this.balancer = Balancer.of(policy.balance(), random);
        this.time = time;
        this.observer = observer;
        for (EndpointConfig e : endpoints) all.add(new Endpoint(all.size(), name(e.url()), e, policy, time.nanos()));
    }

    /** How an endpoint is called in metrics, logs and commands: its URL without the scheme. */
    public static String name(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getRawAuthority() + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    /** How many there are, whatever their state. */
    public int size() {
        return all.size();
    }

    /**
     * The endpoint for an attempt: one that was not tried yet, the backups last; else, one that was.
     *
     * @param tried endpoints that failed this call already, by index
     * @return null where no endpoint can take a call now; {@link #refusal} says why
     */
    public Lease pick(Set<Integer> tried) {
        return act((now, changes) -> {
            List<Endpoint> from = candidates.after(tried, now);
            if (from.isEmpty()) return null;
            Endpoint picked = balancer.pick(from, now);
            picked.inFlight++;
            picked.tally.calls++;
            return new Taken(picked);
        });
    }

    /** Whether some endpoint that was not tried yet could take a call now. */
    public boolean another(Set<Integer> tried) {
        return act((now, changes) -> candidates.open(now).stream().anyMatch(e -> !tried.contains(e.index)));
    }

    /** Why {@link #pick} found none, and when it is worth asking again. */
    public Failure refusal(String upstream) {
        return act((now, changes) -> {
            if (candidates.any(now))
                return new Failure(
                        Kind.OVERLOADED, "endpoints_busy", "All endpoints of " + upstream + " are busy", null, SOON);
            Duration wait =
                    policy.health().interval().multipliedBy(policy.health().rise());
            String message = "No endpoint of " + upstream + " is up";
            return new Failure(Kind.OVERLOADED, "no_endpoint_up", message, null, wait);
        });
    }

    /** @param reason what the check saw, for people */
    public void checked(int index, boolean passed, String reason) {
        act((now, changes) -> {
            Endpoint e = all.get(index);
            if (!passed) e.tally.checksFailed++;
            if (e.order == Order.MAINT || !e.checks.told(passed)) return null;
            String times = passed
                    ? policy.health().rise() + " checks passed"
                    : policy.health().fall() + " checks failed";
            note(e, now, times + ", the last: " + reason, changes);
            return null;
        });
    }

    /** Whether the next check should come soon. */
    public boolean inDoubt(int index) {
        return act((now, changes) -> all.get(index).checks.inDoubt());
    }

    /**
     * Takes an endpoint out, or puts it in again. Calls that run go on.
     *
     * @return false where no endpoint has this name
     */
    public boolean drain(String endpoint, boolean out) {
        return order(endpoint, out ? Order.DRAIN : Order.READY);
    }

    /**
     * As an operator says. Calls that run go on.
     *
     * @return false where no endpoint has this name
     */
    public boolean order(String endpoint, Order order) {
        return named(endpoint, (e, now, changes) -> {
            e.order = order;
            note(e, now, "an operator said " + order.wire(), changes);
        });
    }

    /** @param weight 0 to 256 */
    public boolean weight(String endpoint, int weight) {
        return named(endpoint, (e, now, changes) -> {
            e.weight = weight;
            e.weighed = true;
        });
    }

    /**
     * Takes on what operators and checks said of endpoints that have the same names in an earlier configuration. Before the first call.
     */
    public void inherit(Endpoints before) {
        List<Legacy> known = before.act(
                (now, changes) -> before.all.stream().map(Legacy::new).toList());
        boolean checked = policy.health().path() != null;
        act((now, changes) -> {
            for (Endpoint e : all) {
                for (Legacy each : known) each.give(e, checked);
                e.told = e.state(now);
            }
            return null;
        });
    }

    /** Tells what time alone changed: ejections that are over. Now and then; everything else here does it, too. */
    public void settle() {
        act((now, changes) -> null);
    }

    /** All of them as they are now, in the order of their indices. */
    public List<EndpointView> views() {
        return act((now, changes) -> all.stream()
                .map(e -> new EndpointView(e.name, e.state(now), e.weight, e.backup, e.inFlight, e.tally.past(now)))
                .toList());
    }

    private interface Action<T> {
        T run(long now, List<Change> changes);
    }

    private interface Edit {
        void run(Endpoint endpoint, long now, List<Change> changes);
    }

    private <T> T act(Action<T> action) {
        List<Change> changes = new ArrayList<>(0);
        T result;
        guard.lock();
        try {
            long now = time.nanos();
            for (Endpoint e : all)
                if (e.told == State.EJECTED && !e.ejection.holds(now)) note(e, now, "its ejection is over", changes);
            result = action.run(now, changes);
        } finally {
            guard.unlock();
        }
        for (Change c : changes) observer.changed(c.endpoint.name, c.from, c.to, c.reason);
        return result;
    }

    private boolean named(String name, Edit edit) {
        return act((now, changes) -> {
            List<Endpoint> found = Candidates.only(all, e -> e.name.equals(name));
            found.forEach(e -> edit.run(e, now, changes));
            return !found.isEmpty();
        });
    }

    private void note(Endpoint e, long now, String reason, List<Change> changes) {
        State state = e.state(now);
        if (state == e.told) return;
        changes.add(new Change(e, e.told, state, reason));
        if (e.told == State.EJECTED) e.ejection.over();
        e.told = state;
        e.tally.entered(state, reason, now);
        if (state == State.UP) e.back(now);
    }

    private void failed(Endpoint e, String code, long now, List<Change> changes) {
        e.tally.failed(code);
        if (e.state(now) != State.UP) return;
        String reason = e.ejection.failed(code, now);
        if (reason == null || !candidates.expendable(e, now)) return;
        e.ejection.eject(now);
        note(e, now, reason, changes);
    }

    private final class Taken implements Lease {
        private final Endpoint endpoint;
        private boolean closed;

        Taken(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public int index() {
            return endpoint.index;
        }

        @Override
        public String endpoint() {
            return endpoint.name;
        }

        @Override
        public void succeeded() {
            act((now, changes) -> {
                if (!endpoint.ejection.holds(now)) endpoint.ejection.succeeded(now);
                return null;
            });
        }

        @Override
        public void failed(String code) {
            act((now, changes) -> {
                Endpoints.this.failed(endpoint, code, now, changes);
                return null;
            });
        }

        @Override
        public void close() {
            act((now, changes) -> {
                if (!closed) endpoint.inFlight--;
                closed = true;
                return null;
            });
        }
    }
}
