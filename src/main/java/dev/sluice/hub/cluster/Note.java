package dev.sluice.hub.cluster;

import dev.sluice.model.Notice;
import dev.sluice.model.StreamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What one node says to another: a line with the verb and who says it, then a line for each stream that it is about:
 * {@code stream tail}, and for one that waits in the queue also {@code version position eta} of its {@link Notice}.
 *
 * @param from the member that says it
 */
record Note(Verb verb, String from, Collection<Line> lines) {
    enum Verb {
        /** The owner: so far are these logs in the store. */
        AT,
        /** A node with a copy: somebody reads these here. Said anew every second. */
        WANT,
        /** Nobody reads these here any more. */
        LEAVE,
        /** Their user said stop. Said anew until they have ended. */
        STOP,
        /** Somebody asked for their text without staying. */
        TOUCH
    }

    /**
     * @param tail   how far whoever says it has come; {@link #NOT_MINE} from one who does not write it
     * @param notice null but for {@link Verb#AT} of one that waits
     */
    record Line(StreamId stream, long tail, Notice notice) {
        static final long NOT_MINE = -1;

        Line(StreamId stream) {
            this(stream, 0, null);
        }
    }

    static Note of(Verb verb, String from, StreamId stream) {
        return new Note(verb, from, List.of(new Line(stream)));
    }

    String text() {
        StringBuilder out = new StringBuilder(32 + 40 * lines.size());
        out.append(verb.name().toLowerCase(Locale.ROOT)).append(' ').append(from);
        for (Line line : lines) {
            out.append('\n').append(line.stream.value()).append(' ').append(line.tail);
            Notice n = line.notice;
            if (n == null) continue;
            out.append(' ').append(n.version()).append(' ').append(n.position());
            out.append(' ').append(n.etaMillis());
        }
        return out.toString();
    }

    /** Null where it is none: another version of this program may say more than this one understands. */
    static Note parse(String text) {
        try {
            String[] rows = text.split("\n");
            String[] head = rows[0].split(" ");
            if (head.length != 2) return null;
            List<Line> lines = new ArrayList<>(rows.length - 1);
            for (int i = 1; i < rows.length; i++) lines.add(line(rows[i].split(" ")));
            return new Note(Verb.valueOf(head[0].toUpperCase(Locale.ROOT)), head[1], lines);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException foreign) {
            return null;
        }
    }

    private static Line line(String[] words) {
        Notice notice = words.length < 5
                ? null
                : new Notice(Integer.parseInt(words[2]), Integer.parseInt(words[3]), Long.parseLong(words[4]));
        return new Line(new StreamId(words[0]), Long.parseLong(words[1]), notice);
    }
}
