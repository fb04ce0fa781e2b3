package dev.sluice.channel;

import java.util.Arrays;

/**
 * The live subscriptions of one connection, by rising ordinal, and the cursor that they make. Small and often empty, so it is an
 * array that is made with the first reader. Belongs to the connection's loop.
 */
final class Readers {
    private static final Reader[] NONE = {};

    private final CursorText text = new CursorText();
    private Reader[] list = NONE;
    private int size;

    int size() {
        return size;
    }

    Reader get(int index) {
        return list[index];
    }

    void add(Reader reader) {
        if (size == list.length) list = Arrays.copyOf(list, Math.max(2, size * 2));
        int at = size++;
        for (; at > 0 && list[at - 1].ordinal > reader.ordinal; at--) list[at] = list[at - 1];
        list[at] = reader;
    }

    void remove(Reader reader) {
        for (int i = 0; i < size; i++) {
            if (list[i] != reader) continue;
            System.arraycopy(list, i + 1, list, i, size - i - 1);
            list[--size] = null;
            return;
        }
    }

    /** Whether one of them reads an answer, which has an end. */
    boolean anyAnswer() {
        for (int i = 0; i < size; i++) if (list[i].log != null && !list[i].stream.isFeed()) return true;
        return false;
    }

    /** Events that the logs hold already and that were not delivered. */
    long owed() {
        long owed = 0;
        for (int i = 0; i < size; i++) if (list[i].log != null) owed += Math.max(0, list[i].log.tail() - list[i].seq);
        return owed;
    }

    /** The cursor that is true now. The result is reused by the next call. */
    CursorText cursor(String epoch, int high) {
        text.begin(epoch, high);
        for (int i = 0; i < size; i++) text.position(list[i].ordinal, list[i].seq);
        return text;
    }
}
