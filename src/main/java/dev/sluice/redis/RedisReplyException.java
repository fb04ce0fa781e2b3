package dev.sluice.redis;

/** Redis answered a command with an error: {@code WRONGTYPE …}, {@code ERR …}. The connection is as good as before. */
public final class RedisReplyException extends RuntimeException {
    private final boolean wrongType;

    RedisReplyException(String what, String error) {
        super(what + ": " + error, null, false, false);
        // Redis 6 wraps what went wrong inside a script in a sentence of its own.
        wrongType = error.contains("WRONGTYPE");
    }

    /** Whether a key holds something of another type than ours: somebody else's value. */
    public boolean wrongType() {
        return wrongType;
    }
}
