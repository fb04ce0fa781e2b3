package dev.sluice.redis;

/** Who wants to know what goes on between this node and Redis. Called on the link's loop; must not block. */
public interface RedisObserver {
    /** Wants to know of nothing. */
    RedisObserver NOOP = new RedisObserver() {};

    /**
     * Redis can be used again, or cannot any more. Also once after the start.
     *
     * @param why of the change, for people
     */
    default void state(boolean up, String why) {}

    /** The pub/sub connection likewise. */
    default void subscriber(boolean up, String why) {}

    /**
     * A command or script was answered, or will never be.
     *
     * @param name     of the command, or of the script's file: a fixed set
     * @param nanos    from when it was sent to its reply
     * @param sent     bytes of its arguments
     * @param received bytes of the values in its reply
     */
    default void command(String name, long nanos, long sent, long received, boolean failed) {}

    /** A value under one of our keys is not ours, or is broken; it was passed over. */
    default void foreign(String key, String what) {}
}
