package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamId;

/** How far a connection has read one stream. Belongs to the connection's loop. */
final class Reader {
    final int ordinal;
    final StreamId stream;

    /** Null where the stream's log is gone: its reader is owed a gap. */
    final StreamLog log;

    /** The last seq that was delivered. */
    long seq;

    /** Where the log is gone: the last seq there ever was, or 0 where nobody knows. */
    long lost;

    /** Whether what was said so far is owed as one snapshot, whatever the log still holds; whoever comes before the first event is not late. */
    boolean late;

    /** The version of the notice that was told last. */
    int noticed;

    Reader(int ordinal, StreamId stream, StreamLog log, long seq, boolean late) {
        this.ordinal = ordinal;
        this.stream = stream;
        this.log = log;
        this.seq = seq;
        this.late = late && log != null && log.tail() > 0;
    }

    /** Whether all there ever will be was delivered. */
    boolean finished() {
        if (log == null) return lost > 0 && seq >= lost;
        return log.sealed() && seq >= log.tail();
    }
}
