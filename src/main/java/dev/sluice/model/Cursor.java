package dev.sluice.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What a connection has seen, as the text of an SSE {@code id:}: {@code <epoch>;<high>[;<ordinal>.<seq>]…}, for example
 * {@code k3;12;10.42;12.17}.
 *
 * <p>An ordinal above {@code high} was never told of and is owed from the start; a listed one is owed from its seq on; one that
 * is at or below {@code high} and not listed was delivered to its end.
 *
 * @param epoch     tag of the session's life in the store
 * @param high      the highest ordinal that the connection was told of
 * @param positions one for each live subscription, ordinals rising
 */
public record Cursor(String epoch, int high, List<Position> positions) {
    /** The id that a client must not come back with: it was told to stay away. */
    public static final String STOP = "stop";

    private static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_EPOCH = 16;

    /** How far one live subscription was read. */
    public record Position(int ordinal, long seq) {}

    /** Reads what a client sent; null where it is no cursor at all. Never throws. */
    public static Cursor parse(String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) return null;
        int at = text.indexOf(';');
        if (at < 1 || at > MAX_EPOCH) return null;
        String epoch = text.substring(0, at);
        Reader in = new Reader(text, at + 1);
        long high = in.number(';');
        if (high < 0 || high > Integer.MAX_VALUE) return null;
        List<Position> positions = new ArrayList<>();
        int before = 0;
        while (in.more()) {
            long ordinal = in.number('.');
            if (ordinal <= before || ordinal > high || !in.more()) return null;
            long seq = in.number(';');
            if (seq < 0) return null;
            positions.add(new Position((int) ordinal, seq));
            before = (int) ordinal;
        }
        return in.clean() ? new Cursor(epoch, (int) high, List.copyOf(positions)) : null;
    }

    /** The seq read of a subscription: 0 where nothing was, -1 where it was delivered to its end. */
    public long seqOf(int ordinal) {
        if (ordinal > high) return 0;
        for (Position p : positions) if (p.ordinal == ordinal) return p.seq;
        return -1;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(16 + 12 * positions.size());
        out.append(epoch).append(';').append(high);
        for (Position p : positions)
            out.append(';').append(p.ordinal).append('.').append(p.seq);
        return out.toString();
    }

    /** Digits up to a mark or the end. */
    private static final class Reader {
        private final String text;
        private int at;
        private boolean clean = true;

        Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        boolean more() {
            return clean && at < text.length();
        }

        /** Whether the text ended where a number did, not on a mark. */
        boolean clean() {
            return clean && text.charAt(text.length() - 1) != ';';
        }

        /** The number that begins here, or -1; swallows the mark behind it. */
        long number(char mark) {
            long value = 0;
            int from = at;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == mark) break;
                if (c < '0' || c > '9' || at - from > 17) return fail();
                value = value * 10 + (c - '0');
                at++;
            }
            if (at == from) return fail();
            if (at < text.length()) at++;
            return value;
        }

        private long fail() {
            clean = false;
            return -1;
        }
    }
}
