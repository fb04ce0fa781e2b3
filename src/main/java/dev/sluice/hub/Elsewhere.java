package dev.sluice.hub;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;

/** The other nodes, as this one's answers know them. Any thread. */
public interface Elsewhere {
    /** There are none. */
    Elsewhere NOWHERE = new Elsewhere() {
        @Override
        public Future<Void> opened(Owned answer) {
            return Future.succeededFuture();
        }

        @Override
        public void dropped(StreamId stream) {}

        @Override
        public Future<Answer> find(StreamId stream) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Answer> source(StreamId stream) {
            return Future.succeededFuture();
        }

        @Override
        public boolean reachable() {
            return false;
        }
    };

    /** An answer that this node makes, as other nodes deal with it. */
    interface Owned extends Answer {
        /** @param owner this node, as others know it */
        StreamFacts facts(String owner);

        /** Whether readers on other nodes want it. */
        void wantedElsewhere(boolean wanted);

        /** Whether it is no user's answer but the call that several answers share: nobody comes back for it once it has ended. */
        boolean shared();

        /** Other nodes took this one for dead and ended the answer: it ends here, too. */
        void lost();
    }

    /** What is told of an answer whose node is gone. */
    static Failure lost() {
        return Failure.of(Kind.UPSTREAM, "upstream_lost", "the node that made this answer is gone; ask again");
    }

    /** Other nodes can find the answer once this is complete. Does not fail: where they cannot be told now, they are told later. */
    Future<Void> opened(Owned answer);

    /**
     * This node has the answer no more: its retention is over, or it came to nothing, or it has ended and nobody comes back for it: then
     * others are still told of its end. Idempotent.
     */
    void dropped(StreamId stream);

    /** Another node's answer; null where there is none. Fails where nobody can be asked now. */
    Future<Answer> find(StreamId stream);

    /** Likewise the call that answers of another node share, to be read event by event. */
    Future<Answer> source(StreamId stream);

    /** Whether other nodes can be heard of now, as far as is known. */
    boolean reachable();
}
