package dev.sluice.system;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/**
 * Reads one HTTP/1.1 response off a bare socket: a head, then a body in chunks, RFC 9112, 7.1, of which each is a line with its size,
 * then so many bytes, then CR LF. Belongs to its socket's loop.
 */
final class ChunkedResponse implements Handler<Buffer> {
    private final RecordParser records = RecordParser.newDelimited("\r\n\r\n");
    private final Consumer<Buffer> body;
    private final Runnable end;
    private boolean headRead;
    private boolean inChunk;

    /**
     * @param head told once, of the status line and the fields
     * @param body told of each chunk's bytes
     * @param end  run when the last chunk begins, which has none
     */
    ChunkedResponse(Consumer<String> head, Consumer<Buffer> body, Runnable end) {
        this.body = body;
        this.end = end;
        records.handler(record -> {
            if (headRead) read(record);
            else head.accept(record.toString());
            if (!headRead) records.delimitedMode("\r\n");
            headRead = true;
        });
    }

    private void read(Buffer record) {
        if (inChunk) {
            records.delimitedMode("\r\n");
            inChunk = false;
            body.accept(record.slice(0, record.length() - 2));
            return;
        }
        int bytes = Integer.parseInt(record.toString(), 16);
        if (bytes == 0) end.run();
        records.fixedSizeMode(bytes + 2);
        inChunk = true;
    }

    @Override
    public void handle(Buffer bytes) {
        records.handle(bytes);
    }
}
