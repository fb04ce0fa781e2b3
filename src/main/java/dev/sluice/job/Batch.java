package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Many prompts, some at a time; each result is given out when it is there, and a failure is one. While its reader takes no more, no
 * more are begun. Belongs to one event loop.
 */
public final class Batch {
    /** What is to be asked. */
    public interface Prompts {
        /** How many there are. */
        int size();

        /** Begins. Fails with a {@code FailureException} where it can't. */
        Answer ask(int index);
    }

    /** Told of the results on the loop, in the order in which they are there; {@code over} is the last. */
    public interface Reader {
        /** One is answered. */
        void completed(int index, Buffer result);

        /** One is not. */
        void failed(int index, Failure why);

        /** All are done with. */
        void over(int completed, int failed);

        /** Whether it can take no more for now; then {@link Batch#resume} follows. */
        boolean full();
    }

    private final Prompts prompts;
    private final int concurrency;
    private final Reader reader;
    private final Map<Integer, Answer> running = new HashMap<>();
    private int next;
    private int completed;
    private int failed;
    private boolean filling;
    private boolean closed;

    /** @param concurrency prompts that are asked at once, at most */
    public Batch(Prompts prompts, int concurrency, Reader reader) {
        this.prompts = prompts;
        this.concurrency = concurrency;
        this.reader = reader;
    }

    /** Begins, or goes on. */
    public void resume() {
        if (filling) return;
        filling = true;
        while (!closed && running.size() < concurrency && next < prompts.size() && !reader.full()) begin(next++);
        filling = false;
        if (closed || completed + failed < prompts.size()) return;
        closed = true;
        reader.over(completed, failed);
    }

    private void begin(int index) {
        Answer answer;
        try {
            answer = prompts.ask(index);
        } catch (FailureException refused) {
            failed++;
            reader.failed(index, refused.failure());
            return;
        }
        running.put(index, answer);
        answer.result().onComplete(done -> ended(index, done));
    }

    private void ended(int index, AsyncResult<Buffer> done) {
        if (closed) return;
        running.remove(index);
        if (done.succeeded()) {
            completed++;
            reader.completed(index, done.result());
        } else {
            failed++;
            reader.failed(index, failure(done.cause()));
        }
        resume();
    }

    private static Failure failure(Throwable cause) {
        if (cause instanceof FailureException known) return known.failure();
        return Failure.of(Kind.INTERNAL, "internal", "an error of ours; it was logged");
    }

    /** Its reader is gone: what runs is ended, and nothing more is begun. Idempotent. */
    public void cancel() {
        if (closed) return;
        closed = true;
        running.values().forEach(Answer::cancel);
        running.clear();
    }
}
