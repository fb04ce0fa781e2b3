package dev.sluice.redis;

import dev.sluice.model.AnswerStore;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Shared answers: {@code answer:{…}}, the kept one as {@link EventCodec#batch}, and {@code answer:{…}:running}, the stream that tells it
 * now; {@code whole:{…}} those that do not stream, as {@link WholeCodec} has them. The tag is a digest of the key, which holds what
 * people asked. What is not ours is told with its key, and passed over. Any thread.
 */
public final class RedisAnswers implements AnswerStore {
    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final List<Script> SCRIPTS =
            List.of(Script.named("answer_claim"), Script.named("answer_renew"), Script.named("answer_end"));

    private static final Script CLAIM = SCRIPTS.get(0);
    private static final Script RENEW = SCRIPTS.get(1);
    private static final Script END = SCRIPTS.get(2);

    /** Longer ones hold up all other commands while they are sent, and are not kept. */
    static final int MOST_BYTES = 1 << 20;

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisObserver observer;

    /** @param observer told of values that are not ours */
    public RedisAnswers(RedisLink link, RedisObserver observer) {
        this.link = link;
        this.keys = link.keys();
        this.observer = observer;
    }

    @Override
    public Future<Found> claim(String key, StreamId mine, StreamId dead) {
        List<String> both = keys(key);
        String free = dead == null ? "" : dead.value();
        return healed(both, () -> link.eval(CLAIM, both, mine.value(), free, LEASE.toMillis()))
                .map(reply -> reply == null ? new Yours() : found(both, reply));
    }

    private Found found(List<String> both, Response reply) {
        boolean kept = reply.get(0).toString().equals("kept");
        try {
            if (kept) return kept(EventCodec.batch(reply.get(1).toBuffer()));
            return reply.size() == 1
                    ? new Yours()
                    : new Running(new StreamId(reply.get(1).toString()));
        } catch (ForeignValueException | InvalidValueException foreign) {
            observer.foreign(both.get(kept ? 0 : 1), foreign.getMessage());
            return new Yours();
        }
    }

    private static Kept kept(List<StreamEvent> events) {
        List<Chunk> chunks = new ArrayList<>(events.size());
        for (StreamEvent event : events.subList(0, events.size() - 1)) {
            if (!(event instanceof Chunk chunk)) throw new ForeignValueException("an answer with " + event.name());
            chunks.add(chunk);
        }
        if (events.get(events.size() - 1) instanceof Done done && done.finishReason() != null)
            return new Kept(chunks, done);
        throw new ForeignValueException("an answer without its end");
    }

    @Override
    public Future<Void> renew(String key, StreamId mine) {
        return link.eval(RENEW, List.of(keys(key).get(1)), mine.value(), LEASE.toMillis())
                .mapEmpty();
    }

    @Override
    public Future<Void> end(String key, StreamId mine, Kept kept, Duration ttl) {
        return link.eval(END, keys(key), mine.value(), bytes(kept), ttl.toMillis())
                .mapEmpty();
    }

    private static Buffer bytes(Kept kept) {
        if (kept == null) return Buffer.buffer();
        List<StreamEvent> events = new ArrayList<>(kept.chunks());
        events.add(kept.done());
        Buffer bytes = EventCodec.batch(events);
        return bytes.length() > MOST_BYTES ? Buffer.buffer() : bytes;
    }

    @Override
    public Future<Whole> whole(String key) {
        String at = keys.key("whole", RedisKeys.hidden(key));
        return healed(
                        List.of(at),
                        () -> link.send(RedisCommand.of(Command.GET, at).arg(at)))
                .map(reply -> {
                    if (reply == null) return null;
                    try {
                        return WholeCodec.read(reply.toBuffer());
                    } catch (ForeignValueException foreign) {
                        observer.foreign(at, foreign.getMessage());
                        return null;
                    }
                });
    }

    @Override
    public Future<Void> keep(String key, Whole answer, Duration ttl) {
        Buffer bytes = WholeCodec.write(answer);
        if (bytes.length() > MOST_BYTES) return Future.succeededFuture();
        String at = keys.key("whole", RedisKeys.hidden(key));
        return link.send(RedisCommand.of(Command.SET, at)
                        .arg(at)
                        .arg(bytes)
                        .arg("PX")
                        .arg(ttl.toMillis()))
                .mapEmpty();
    }

    /** Null also where something of another type stands under a key, which is told. */
    private Future<Response> healed(List<String> on, Supplier<Future<Response>> command) {
        return command.get().recover(failure -> {
            if (!(failure instanceof RedisReplyException said && said.wrongType())) return Future.failedFuture(failure);
            observer.foreign(String.join(", ", on), failure.getMessage());
            return Future.succeededFuture();
        });
    }

    private List<String> keys(String key) {
        String tag = RedisKeys.hidden(key);
        return List.of(keys.key("answer", tag), keys.key("answer", tag, "running"));
    }
}
