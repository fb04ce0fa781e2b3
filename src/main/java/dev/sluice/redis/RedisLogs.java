package dev.sluice.redis;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.LogStore;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs as Redis Streams. A batch is one entry: its id is the seq of its last event, {@code seq-0}, which is what fences, since Redis takes
 * no id that is not above the last one; its one field {@code e} is {@link EventCodec#batch}. Beside it stands a hash {@code meta} with the
 * {@link StreamFacts}, the base, and whether the log is sealed. For each owner there is a set of the logs that it runs.
 *
 * <p>Any thread.
 */
public final class RedisLogs implements LogStore {
    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final List<Script> SCRIPTS = List.of(
            Script.named("log_begin"),
            Script.named("log_end"),
            Script.named("log_fold"),
            Script.named("log_standing"),
            Script.named("log_open"),
            Script.named("log_seal"));

    private static final Script BEGIN = SCRIPTS.get(0);
    private static final Script END = SCRIPTS.get(1);
    private static final Script FOLD = SCRIPTS.get(2);
    private static final Script STANDING = SCRIPTS.get(3);
    private static final Script OPEN = SCRIPTS.get(4);
    private static final Script SEAL = SCRIPTS.get(5);

    /** What nobody ever seals goes after this: a net below the ends that logs have. */
    private static final long LIFE_MILLIS = Duration.ofHours(24).toMillis();

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisObserver observer;

    /** @param observer told of values that are not ours */
    public RedisLogs(RedisLink link, RedisObserver observer) {
        this.link = link;
        this.keys = link.keys();
        this.observer = observer;
    }

    @Override
    public Future<Boolean> begin(StreamFacts facts, Transcript base) {
        // First: an owner that dies between the two leaves a name without a log, which nobody minds.
        Future<?> named = link.send(
                running(Command.SADD, facts.owner()).arg(facts.stream().value()));
        Buffer said = base.seq() == 0 ? Buffer.buffer() : EventCodec.transcript(base);
        return link.eval(
                        BEGIN,
                        keys(facts.stream()),
                        facts.owner(),
                        facts.user(),
                        facts.tenant(),
                        facts.model(),
                        facts.share(),
                        base.seq(),
                        said,
                        LIFE_MILLIS)
                .compose(reply -> named.map(reply.toInteger() == 1))
                .onFailure(failure -> wrongType(facts.stream(), failure));
    }

    @Override
    public Future<Written> append(StreamId stream, Entry batch) {
        String key = log(stream);
        return link.send(RedisCommand.of(Command.XADD, key)
                        .arg(key)
                        .arg("NOMKSTREAM")
                        .arg(batch.last() + "-0")
                        .arg("e")
                        .arg(EventCodec.batch(batch.events())))
                .map(id -> id == null ? Written.MISSING : Written.DONE)
                .recover(failure -> failure instanceof RedisReplyException
                                && failure.getMessage().contains("equal or smaller")
                        ? Future.succeededFuture(Written.REFUSED)
                        : Future.failedFuture(failure));
    }

    @Override
    public Future<Written> end(String owner, StreamId stream, Entry batch, Duration retention) {
        return link.eval(END, keys(stream), owner, batch.last(), EventCodec.batch(batch.events()), retention.toMillis())
                .map(reply -> {
                    int said = reply.toInteger();
                    if (said == 1) link.send(running(Command.SREM, owner).arg(stream.value()));
                    return said == 1 ? Written.DONE : said == 0 ? Written.MISSING : Written.REFUSED;
                });
    }

    @Override
    public Future<Void> fold(StreamId stream, Transcript base, long first) {
        return link.eval(FOLD, keys(stream), base.seq(), EventCodec.transcript(base), first)
                .mapEmpty();
    }

    @Override
    public Future<Standing> standing(StreamId stream) {
        return link.eval(STANDING, keys(stream)).map(reply -> {
            if (reply == null) return null;
            String owner = reply.get(0).toString();
            return new Standing(
                    owner.isEmpty() ? null : owner,
                    seq(reply.get(1)),
                    reply.get(2).toInteger() == 1);
        });
    }

    @Override
    public Future<Stored> open(StreamId stream) {
        return link.eval(OPEN, keys(stream), MOST_ENTRIES)
                .map(reply -> {
                    if (reply == null) return null;
                    try {
                        Response meta = reply.get(0);
                        StreamFacts facts = new StreamFacts(
                                stream, text(meta, 0), text(meta, 1), text(meta, 2), text(meta, 3), text(meta, 4));
                        Buffer said = meta.get(6) == null
                                ? Buffer.buffer()
                                : meta.get(6).toBuffer();
                        Transcript base = said.length() == 0 ? Transcript.EMPTY : EventCodec.transcript(said);
                        return new Stored(
                                facts,
                                base,
                                entries(stream, reply.get(1)),
                                reply.get(1).size() >= MOST_ENTRIES);
                    } catch (ForeignValueException foreign) {
                        observer.foreign(meta(stream), foreign.getMessage());
                        return null;
                    }
                })
                .recover(failure -> {
                    if (!wrongType(stream, failure)) return Future.failedFuture(failure);
                    return Future.succeededFuture();
                });
    }

    /** Whether somebody else's value stands where a log of ours should, which is told. */
    private boolean wrongType(StreamId stream, Throwable failure) {
        boolean foreign = failure instanceof RedisReplyException said && said.wrongType();
        if (foreign) observer.foreign(log(stream), failure.getMessage());
        return foreign;
    }

    @Override
    public Future<List<Entry>> read(StreamId stream, long after) {
        String key = log(stream);
        return link.send(RedisCommand.of(Command.XRANGE, key)
                        .arg(key)
                        .arg("(" + after + "-0")
                        .arg("+")
                        .arg("COUNT")
                        .arg(MOST_ENTRIES))
                .map(reply -> entries(stream, reply));
    }

    @Override
    public Future<Void> discard(String owner, StreamId stream) {
        Future<?> unnamed = link.send(running(Command.SREM, owner).arg(stream.value()));
        return link.send(RedisCommand.of(Command.DEL, log(stream))
                        .arg(log(stream))
                        .arg(meta(stream)))
                .compose(deleted -> unnamed)
                .mapEmpty();
    }

    @Override
    public Future<List<StreamId>> running(String owner) {
        return link.send(running(Command.SMEMBERS, owner)).map(reply -> {
            List<StreamId> streams = new ArrayList<>(reply.size());
            for (Response each : reply) {
                try {
                    streams.add(new StreamId(each.toString()));
                } catch (InvalidValueException foreign) {
                    observer.foreign(keys.key("running", owner), foreign.getMessage());
                }
            }
            return streams;
        });
    }

    @Override
    public Future<Boolean> seal(String owner, StreamId stream, Failed how, Duration retention) {
        Buffer batch = EventCodec.batch(List.of(how));
        return link.eval(SEAL, keys(stream), owner, batch, JUMP, retention.toMillis())
                .map(reply -> reply.toInteger() == 1);
    }

    /** What is not ours is told and passed over. */
    private List<Entry> entries(StreamId stream, Response reply) {
        List<Entry> entries = new ArrayList<>(reply.size());
        for (Response each : reply) {
            try {
                long last = seq(each.get(0));
                if (!each.get(1).get(0).toString().equals("e")) throw new ForeignValueException("no field e");
                var events = EventCodec.batch(each.get(1).get(1).toBuffer());
                entries.add(new Entry(last - events.size() + 1, events));
            } catch (ForeignValueException foreign) {
                observer.foreign(log(stream), "entry " + each.get(0) + ": " + foreign.getMessage());
            }
        }
        return entries;
    }

    private static long seq(Response id) {
        String text = id.toString();
        return Long.parseLong(text.substring(0, text.indexOf('-')));
    }

    private static String text(Response meta, int index) {
        if (meta.get(index) == null) throw new ForeignValueException("member " + index + " is missing");
        return meta.get(index).toString();
    }

    private RedisCommand running(Command command, String owner) {
        String key = keys.key("running", owner);
        return RedisCommand.of(command, key).arg(key);
    }

    private List<String> keys(StreamId stream) {
        return List.of(log(stream), meta(stream));
    }

    private String log(StreamId stream) {
        return keys.key("log", stream.value());
    }

    private String meta(StreamId stream) {
        return keys.key("meta", stream.value());
    }
}
