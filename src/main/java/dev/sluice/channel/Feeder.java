package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.Notice;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves what one reader is owed from its log to an outlet: frames as they are, runs of text deltas merged where the reader lags,
 * a snapshot where the log has folded them or the reader came late, a gap where nothing is left. Used by one connection, on its
 * loop; the list that it keeps is scratch.
 */
final class Feeder {
    /** Told how the reader stands after each event, and yields the cursor to send with it. */
    interface Progress {
        /** @param ended nothing more will come: the reader is no longer live */
        CursorText delivered(Reader reader, boolean ended);
    }

    private static final int BATCH_FRAMES = 256;
    private static final int BATCH_BYTES = 48 * 1024;
    /** A reader that is further behind than this gets text deltas merged. */
    private static final int LAG = 32;
    /** Longest text in one merged event. */
    private static final int MERGED_BYTES = 32 * 1024;

    private final Outlet outlet;
    private final Progress progress;
    private final ChannelObserver observer;
    private final List<Frame> batch = new ArrayList<>(0);

    Feeder(Outlet outlet, Progress progress, ChannelObserver observer) {
        this.outlet = outlet;
        this.progress = progress;
        this.observer = observer;
    }

    /** Adds one batch to the outlet. Whether there is more to add at once. */
    boolean feed(Reader reader) {
        StreamLog log = reader.log;
        if (log == null) return gone(reader);
        if (log.tail() <= reader.seq) {
            if (log.tail() == 0) notice(reader, log.notice());
            return false;
        }
        if (reader.late || log.first() > reader.seq + 1) catchUp(reader, log);
        boolean lagging = log.tail() - reader.seq > LAG;
        log.read(reader.seq, BATCH_FRAMES, BATCH_BYTES, batch);
        try {
            // The owner may have let go of more since we looked. Before the last event there may be a hole for good.
            if (!batch.isEmpty()
                    && batch.get(0).seq() > reader.seq + 1
                    && !batch.get(0).terminal()) return true;
            for (int i = 0; i < batch.size(); ) i = lagging ? merge(reader, i) : frame(reader, i);
        } finally {
            batch.clear();
        }
        return !reader.finished() && log.tail() > reader.seq;
    }

    private int frame(Reader reader, int at) {
        Frame frame = batch.get(at);
        reader.seq = frame.seq();
        outlet.frame(frame, progress.delivered(reader, frame.terminal()));
        observer.delivered(1);
        return at + 1;
    }

    private int merge(Reader reader, int at) {
        int to = at;
        for (int size = 0; to < batch.size() && batch.get(to).mergeable() && size < MERGED_BYTES; to++)
            size += batch.get(to).textLength();
        if (to - at < 2) return frame(reader, at);
        reader.seq = batch.get(to - 1).seq();
        outlet.event("chunk", progress.delivered(reader, false), Wire.merged(batch, at, to));
        observer.delivered(1);
        observer.merged(to - at);
        return to;
    }

    private void catchUp(Reader reader, StreamLog log) {
        reader.late = false;
        Transcript said = log.transcript();
        if (said != null && said.seq() > reader.seq) {
            reader.seq = said.seq();
            outlet.event("snapshot", progress.delivered(reader, false), Wire.snapshot(reader.stream, said));
            observer.snapshot();
        } else if (said == null && log.first() > reader.seq + 1) {
            long from = reader.seq + 1;
            reader.seq = log.first() - 1;
            gap(reader, from, reader.seq, false);
        }
    }

    /** The log is gone: what is missing is told, and the reader is at its end. */
    private boolean gone(Reader reader) {
        gap(reader, reader.seq + 1, reader.lost, true);
        return false;
    }

    private void gap(Reader reader, long from, long to, boolean ended) {
        Buffer json = Wire.gap(reader.stream, from, to);
        outlet.event("gap", progress.delivered(reader, ended), json);
        observer.gap();
    }

    private void notice(Reader reader, Notice notice) {
        if (notice == null || notice.version() == reader.noticed) return;
        reader.noticed = notice.version();
        JsonObject json = new JsonObject().put("stream", reader.stream.value()).put("position", notice.position());
        json.put("eta_ms", notice.etaMillis() < 0 ? null : notice.etaMillis());
        outlet.event("queued", null, json.toBuffer());
    }
}
