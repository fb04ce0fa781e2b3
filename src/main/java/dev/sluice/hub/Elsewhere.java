package dev.sluice.hub;

import dev.sluice.model.StreamId;
import io.vertx.core.Future;

/** The other nodes, as this one's answers know them. Any thread. */
public interface Elsewhere {
    /** There are none. */
    Elsewhere NOWHERE = new Elsewhere() {
        @Override
        public Future<Void> opened(OwnAnswer answer) {
            return Future.succeededFuture();
        }

        @Override
        public void dropped(StreamId stream) {}

        @Override
        public Future<Answer> find(StreamId stream) {
            return Future.succeededFuture();
        }
    };

    /** Other nodes can find the answer once this is complete. Does not fail: where they cannot be told now, they are told later. */
    Future<Void> opened(OwnAnswer answer);

    /** This node has the answer no more: its retention is over, or it came to nothing. Idempotent. */
    void dropped(StreamId stream);

    /** Another node's answer; null where there is none. Fails where nobody can be asked now. */
    Future<Answer> find(StreamId stream);
}
