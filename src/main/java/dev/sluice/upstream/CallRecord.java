package dev.sluice.upstream;

import dev.sluice.model.Failure;
import dev.sluice.model.Time;
import dev.sluice.upstream.endpoint.KeyRing.Key;
import dev.sluice.upstream.endpoint.Lease;
import java.time.Duration;

/** Tells the observer about one call, with the times since it began. */
final class CallRecord {
    private final String upstream;
    private final UpstreamObserver observer;
    private final Time time;
    private final long since;
    private String endpoint;
    private int attempts;
    private long attemptSince;
    private long connectNanos = -1;

    CallRecord(String upstream, UpstreamObserver observer, Time time) {
        this.upstream = upstream;
        this.observer = observer;
        this.time = time;
        this.since = time.nanos();
    }

    void began() {
        observer.callBegan(upstream);
    }

    void attempted(String at) {
        endpoint = at;
        attempts++;
        attemptSince = time.nanos();
        connectNanos = -1;
    }

    void connected() {
        connectNanos = time.nanos() - attemptSince;
        observer.connected(upstream, connectNanos);
    }

    CallTrail trail() {
        return new CallTrail(endpoint, attempts, connectNanos);
    }

    void committed() {
        observer.firstEvent(upstream, time.nanos() - since);
    }

    void broken(Failure failure, Throwable cause) {
        observer.transportBroke(upstream, failure.code(), cause);
    }

    void retried(Lease failed, Failure failure) {
        observer.retried(upstream, failed.endpoint(), failure.code());
    }

    void rested(Key key, Duration length, Failure failure) {
        observer.keySetAside(upstream, key.number(), length.toMillis(), failure.code());
    }

    void ended(String code) {
        observer.callEnded(upstream, code, time.nanos() - since);
    }
}
