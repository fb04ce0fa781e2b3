package dev.sluice.hub.feed;

import io.vertx.core.Future;
import java.util.List;

/** How events come into a feed's log: on a node that is alone, or among others. Belongs to the feed's loop. */
interface Intake {
    /** Completes when the log is as it should be for readers to come. */
    Future<Void> ready();

    /** Completes when what a reader names that has been here before is in the log, if it is anywhere. Does not fail. */
    Future<Void> reach(FeedStart start);

    /** Whoever comes next is the first reader, and was not here before: what came until now is nobody's loss. */
    void unread();

    /**
     * Who there is.
     *
     * @param readers whether somebody reads
     * @param place   whether somebody who is subscribed may come back
     */
    void wanted(boolean readers, boolean place);

    /** Appends to a topic. */
    Future<List<Published>> publish(FeedEvents events);

    /** Of the source, in one word; {@code topic} where there is none. */
    String state();

    /** About once a second. */
    void tick();

    /** Whether nobody would miss it, where there are neither readers nor subscribers. */
    boolean idle();

    /** Lets go of everything. Idempotent; does not fail. */
    Future<Void> close();
}
