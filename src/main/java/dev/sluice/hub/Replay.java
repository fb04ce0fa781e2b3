package dev.sluice.hub;

import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.upstream.StreamHandler;
import io.vertx.core.http.HttpHeaders;

/** A kept answer, told again as a stream, chunk by chunk as it came, without its pauses. Belongs to its lane's loop. */
final class Replay implements Supply {
    private final Lane lane;
    private final CachedAnswer kept;
    private final boolean pays;
    private boolean closed;

    /** @param pays whether its reader is charged for it like the one that it was made for */
    Replay(Lane lane, CachedAnswer kept, boolean pays) {
        this.lane = lane;
        this.kept = kept;
        this.pays = pays;
    }

    @Override
    public boolean pays(boolean served) {
        return pays;
    }

    @Override
    public Kind kind() {
        return Kind.CACHED;
    }

    @Override
    public void begin(StreamHandler handler) {
        lane.context().runOnContext(v -> {
            if (closed) return;
            handler.opened(HttpHeaders.headers());
            for (Chunk chunk : kept.chunks()) {
                if (closed) return;
                handler.chunk(new ScannedChunk(chunk, !chunk.usageOnly(), null, null, chunk.usageOnly(), null));
            }
            handler.chunk(new ScannedChunk(
                    null, false, kept.done().finishReason(), kept.done().usage(), false, null));
            handler.ended();
        });
    }

    @Override
    public void close(Outcome outcome) {
        closed = true;
    }
}
