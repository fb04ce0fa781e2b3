package dev.sluice.ops;

import dev.sluice.model.Answered;
import dev.sluice.model.EdgeObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Requests on the main port and the loops that serve them, as meters. Safe from any thread. */
final class EdgeMetrics implements EdgeObserver {
    private static final String OTHER = "other";

    /** RFC 9110, section 9.3, and RFC 5789; a caller may make up any other. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private record Key(String method, String path, int status) {}

    private final Meters.Family<Counter> requests;
    private final Meters.Family<Timer> durations;
    private final Timer lag;
    private final Map<Key, Counter> byKey = new ConcurrentHashMap<>();

    EdgeMetrics(Meters meters) {
        requests = meters.counters(
                "http_requests", "Requests on the main port whose answer began", "method", "path", "status");
        durations = meters.timers(
                "http_request_duration",
                "From a request's head to the head of its answer",
                Buckets.BRIEF,
                "method",
                "path");
        lag = meters.timers("event_loop_lag", "How late the event loops' timers fire", Buckets.LAG)
                .of();
    }

    @Override
    public void answered(Answered request) {
        String method = METHODS.contains(request.method()) ? request.method() : OTHER;
        String path = request.route() == null ? OTHER : request.route();
        byKey.computeIfAbsent(
                        new Key(method, path, request.status()),
                        k -> requests.of(method, path, Integer.toString(k.status)))
                .increment();
        durations.of(method, path).record(request.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void late(long nanos) {
        lag.record(nanos, TimeUnit.NANOSECONDS);
    }
}
