package dev.sluice.app.config;

import dev.sluice.model.InvalidValueException;
import java.util.regex.Pattern;

/** How a value is printed: quoted and cut where it is open, never where it is a secret. */
final class Shown {
    /** {@code scheme://user:password@}: what stands between the slashes and the last @ of the authority. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#]*@");

    static final String MASK = "********";

    private Shown() {}

    static String of(String text) {
        return InvalidValueException.show(maskUserInfo(text));
    }

    static String secret(String text) {
        return "a value of " + text.length() + " characters (not shown)";
    }

    static String maskUserInfo(String text) {
        return USER_INFO.matcher(text).replaceAll(MASK + "@");
    }
}
