package dev.sluice.upstream;

import dev.sluice.model.Failure;
import java.util.function.LongSupplier;

/** Tells the observer about one call, with the times since it began. */
final class CallRecord {
    private final String upstream;
    private final UpstreamObserver observer;
    private final LongSupplier nanos;
    private final long since;

    CallRecord(String upstream, UpstreamObserver observer, LongSupplier nanos) {
        this.upstream = upstream;
        this.observer = observer;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    void began() {
        observer.callBegan(upstream);
    }

    void firstEvent() {
        observer.firstEvent(upstream, nanos.getAsLong() - since);
    }

    void broken(Failure failure, Throwable cause) {
        observer.transportBroke(upstream, failure.code(), cause);
    }

    void ended(String code) {
        observer.callEnded(upstream, code, nanos.getAsLong() - since);
    }
}
