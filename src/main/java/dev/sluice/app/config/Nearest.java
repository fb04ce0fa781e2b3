package dev.sluice.app.config;

import java.util.Collection;
import java.util.Locale;

/** Which of the known names a mistyped one probably meant. */
final class Nearest {
    private Nearest() {}

    /** @return null where nothing is near: more than a third of the letters, or more than three, would have to change */
    static String to(String typed, Collection<String> known) {
        String best = null;
        int least = Math.min(3, Math.max(1, typed.length() / 3)) + 1;
        for (String name : known) {
            int d = distance(typed.toLowerCase(Locale.ROOT), name);
            if (d < least) {
                least = d;
                best = name;
            }
        }
        return best;
    }

    /** {@code one of a, b, c}, with a guess behind it where there is one. */
    static String oneOf(String typed, Collection<String> known) {
        String guess = to(typed, known);
        String list = "one of " + String.join(", ", known);
        return guess == null ? list : list + "; did you mean " + guess + "?";
    }

    /** Edits from a to b, a swap of neighbours counting as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                boolean swap =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swap) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
        return d[a.length()][b.length()];
    }
}
