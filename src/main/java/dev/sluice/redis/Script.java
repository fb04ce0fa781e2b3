package dev.sluice.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * A Lua script: a file in this package's resources, known to Redis by its SHA-1. It gets the keys that it uses as {@code KEYS}, all of
 * one hash slot.
 *
 * @param name its file's, without {@code .lua}
 */
public record Script(String name, String text, String sha) {
    /** Reads {@code name.lua}. Blocking: to be done once, when a class that uses it is loaded. */
    public static Script named(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) throw new IllegalArgumentException("no such script: " + name + ".lua");
            return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Script of(String name, String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new Script(name, text, String.format(Locale.ROOT, "%040x", new BigInteger(1, sha)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
