package dev.sluice.upstream;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a stream's handler was told, in order: {@code opened}, {@code chunk}, {@code ended} or a failure's code. */
class Told implements StreamHandler {
    final List<ScannedChunk> chunks = new ArrayList<>();
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    volatile MultiMap headers;
    volatile FailureException cause;

    @Override
    public void opened(MultiMap head) {
        headers = head;
        words.add("opened");
    }

    @Override
    public void chunk(ScannedChunk chunk) {
        chunks.add(chunk);
        words.add("chunk");
    }

    @Override
    public void ended() {
        words.add("ended");
    }

    @Override
    public void failed(FailureException why) {
        cause = why;
        words.add(why.failure().code());
    }

    /** The next word, which must come within five seconds. */
    String next() throws InterruptedException {
        String word = words.poll(5, TimeUnit.SECONDS);
        if (word == null) throw new AssertionError("told nothing more");
        return word;
    }

    /** All words up to the one that ends a stream, that included. */
    List<String> all() throws InterruptedException {
        List<String> told = new ArrayList<>();
        do told.add(next());
        while (List.of("opened", "chunk").contains(told.get(told.size() - 1)));
        return told;
    }

    /** Nothing is waiting to be read here. */
    boolean silent() {
        return words.isEmpty();
    }

    Failure failure() {
        return cause.failure();
    }

    UpstreamRejectedException rejection() {
        return (UpstreamRejectedException) cause;
    }
}
