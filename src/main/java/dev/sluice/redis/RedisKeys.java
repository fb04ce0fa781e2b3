package dev.sluice.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * How keys are called: {@code <prefix>:<kind>:{<tag>}} and {@code <prefix>:<kind>:{<tag>}:<part>}. The braces are Redis Cluster's hash tag: all
 * keys with one tag are in one slot, so that one script may use them together.
 *
 * @param prefix of every key and channel, so that several installations may share one Redis
 */
public record RedisKeys(String prefix) {
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int SECRET_BYTES = 16;

    /** @param tag what belongs together: a stream's or job's id, or {@link #hidden} of a session's */
    public String key(String kind, String tag) {
        return prefix + ':' + kind + ":{" + tag + '}';
    }

    public String key(String kind, String tag, String part) {
        return key(kind, tag) + ':' + part;
    }

    /** A pub/sub channel, which has no slot. */
    public String channel(String name) {
        return prefix + ":!" + name;
    }

    /**
     * Stands for a credential in a key: 128 bits of its SHA-256. Whoever lists the keys, or reads of one in a log, has not got the
     * credential.
     */
    public static String hidden(String credential) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
            return TEXT.encodeToString(Arrays.copyOf(hash, SECRET_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
