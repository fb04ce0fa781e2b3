package dev.sluice.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 of a credential: what is compared, cached and configured in its place, so that the credential itself is kept nowhere. */
public final class CredentialDigest {
    private static final String PREFIX = "sha256:";

    private final byte[] bytes;

    private CredentialDigest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Of the credential's UTF-8 bytes. */
    public static CredentialDigest of(String credential) {
        try {
            byte[] utf8 = credential.getBytes(StandardCharsets.UTF_8);
            return new CredentialDigest(MessageDigest.getInstance("SHA-256").digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param text {@code sha256:} and 64 hex digits */
    static CredentialDigest parse(String text) {
        if (!text.startsWith(PREFIX)) throw new IllegalArgumentException("not a " + PREFIX + " digest");
        return new CredentialDigest(HexFormat.of().parseHex(text, PREFIX.length(), text.length()));
    }

    /** In a time that does not depend on where the two differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof CredentialDigest d && MessageDigest.isEqual(bytes, d.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As the configuration has it: {@code sha256:} and 64 hex digits. */
    @Override
    public String toString() {
        return PREFIX + HexFormat.of().formatHex(bytes);
    }
}
