package dev.sluice.upstream;

import io.vertx.core.buffer.Buffer;

/** Collects a body up to a limit. What came in one piece, as most answers do, is not copied. */
final class Body {
    private final int limit;
    private Buffer bytes = Buffer.buffer();
    private boolean own;

    Body(int limit) {
        this.limit = limit;
    }

    /** @return false where the piece went over the limit; what fits is kept */
    boolean add(Buffer piece) {
        int room = limit - bytes.length();
        if (bytes.length() == 0 && piece.length() <= room) {
            bytes = piece;
            return true;
        }
        if (!own)
            bytes = Buffer.buffer(Math.min(limit, 4 * (bytes.length() + piece.length())))
                    .appendBuffer(bytes);
        own = true;
        bytes.appendBuffer(piece, 0, Math.min(room, piece.length()));
        return piece.length() <= room;
    }

    Buffer bytes() {
        return bytes;
    }
}
