package dev.sluice.model;

import java.security.SecureRandom;
import java.util.Base64;

/** How ids are made and checked. Random ones carry 128 bits, in 22 characters of base64url without padding. */
final class Ids {
    static final int RANDOM_CHARS = 22;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Ids() {}

    static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }

    /** Four characters of {@code 0-9 a-z}: enough to tell two lives of one session apart. */
    static String epoch() {
        return Long.toString(36L * 36 * 36 + RANDOM.nextInt(35 * 36 * 36 * 36), 36);
    }

    /** Accepts 1 to {@code max} characters of {@code A-Z a-z 0-9 . _ ~ -}: safe in a header, a URL and a log line. */
    static String check(String field, String value, int max) {
        if (value == null || value.isEmpty() || value.length() > max || !plain(value))
            throw new InvalidValueException(field, value, "1 to " + max + " characters of A-Z a-z 0-9 . _ ~ -");
        return value;
    }

    private static boolean plain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!ok && c != '.' && c != '_' && c != '~' && c != '-') return false;
        }
        return true;
    }
}
