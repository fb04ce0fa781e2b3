package dev.sluice.hub;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Principal;
import dev.sluice.model.SessionId;

/** An answer that runs or can still be read, wherever its owner is: this node, or another one whose log is copied here. Any thread. */
public interface Answer {
    /** To be read here, by any number of readers. */
    StreamLog log();

    /** As it was asked for. */
    String model();

    /** Whoever holds this may read it; null where only the caller may. */
    String share();

    /**
     * Whether it is this caller's own.
     *
     * @param who null for one who showed nothing
     */
    boolean of(Principal who);

    /** Whether it is over its retention: nobody would tell a new subscription that it is gone. */
    boolean gone();

    /** A session reads it. To be called before the store knows of the subscription, and again when it does. */
    void joined(SessionId session);

    /** Somebody reads it alone, by its own URL. Each call is paired with {@link #readerLeft}. */
    void readerCame();

    /** That one has left. */
    void readerLeft();

    /** Somebody asked for the text without staying. */
    void touched();

    /** Its user said stop: nobody gets more of it. Idempotent. */
    void stop();
}
