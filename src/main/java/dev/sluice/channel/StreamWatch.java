package dev.sluice.channel;

import dev.sluice.log.StreamLog;
import dev.sluice.model.Config;
import java.util.random.RandomGenerator;

/**
 * One stream read alone, by its own URL: the channel's events with the bare seq as {@code id:}, or, for a feed, with the tag of its
 * numbering in front. Belongs to the loop that it was made on; ends with the stream, by {@link #close}, or by a stall.
 */
public final class StreamWatch extends Pump {
    private final StreamLog log;
    private final Outlet outlet;
    private final Loop loop;
    private final ConnectionLimits limits;
    private final Runnable onClose;
    private final ChannelObserver observer;
    private final Reader reader;
    private final Feeder feeder;
    private final Valve valve;
    private final String epoch;
    private final CursorText text = new CursorText();
    private boolean ended;
    private boolean opened;
    private boolean closed;

    /**
     * An answer.
     *
     * @param lastSeq what the reader has seen, as it came; anything that cannot be true counts as nothing
     * @param onClose called once, on the loop
     */
    public StreamWatch(
            StreamLog log,
            String lastSeq,
            Outlet outlet,
            Loop loop,
            Config.Channels config,
            ChannelObserver observer,
            RandomGenerator random,
            Runnable onClose) {
        this(log, null, seen(lastSeq, log), outlet, loop, config, observer, random, onClose);
    }

    /**
     * A feed, or an answer.
     *
     * @param epoch tag of the feed's numbering, which goes before the seq and a dot; null for an answer
     * @param from  what follows this seq is owed
     */
    public StreamWatch(
            StreamLog log,
            String epoch,
            long from,
            Outlet outlet,
            Loop loop,
            Config.Channels config,
            ChannelObserver observer,
            RandomGenerator random,
            Runnable onClose) {
        this.log = log;
        this.observer = observer;
        this.epoch = epoch;
        this.outlet = outlet;
        this.loop = loop;
        this.limits = ConnectionLimits.draw(config, random);
        this.onClose = onClose;
        this.reader = new Reader(1, log.id(), log, from, from == 0);
        this.feeder = new Feeder(outlet, this::delivered, observer);
        this.valve = new Valve(outlet, loop, limits, () -> {}, () -> loop.wake(this));
    }

    /** Whether a reader that saw {@code lastSeq} has seen the stream's end. */
    public static boolean finished(StreamLog log, String lastSeq) {
        return log.sealed() && seen(lastSeq, log) >= log.tail();
    }

    private static long seen(String lastSeq, StreamLog log) {
        if (lastSeq == null || !lastSeq.matches("\\d{1,18}")) return 0;
        long seq = Long.parseLong(lastSeq);
        return seq > log.tail() && !(log.replica() && !log.sealed()) ? 0 : seq;
    }

    /** Sends the first bytes and what is there already. */
    public void open() {
        observer.watching(1);
        opened = true;
        loop.add(this);
        loop.follow(log, this);
        outlet.retry(limits.retryMillis());
        lastFlush = loop.now();
        flush(lastFlush);
    }

    /** Tells, before {@link #open}, that events are missing which were never numbered here. */
    public void begunWithGap() {
        outlet.event("gap", null, Wire.gap(log.id(), 0, 0));
    }

    private CursorText delivered(Reader at, boolean last) {
        ended |= last;
        return epoch == null ? text.seq(at.seq) : text.seq(epoch, at.seq);
    }

    @Override
    protected long interval() {
        return limits.flushNanos();
    }

    @Override
    protected void flush(long now) {
        if (closed || valve.shut()) return;
        boolean more = feeder.feed(reader);
        if (ended) {
            close();
            valve.end();
            return;
        }
        valve.write(now);
        if (more && !valve.shut()) loop.wake(this);
    }

    @Override
    protected void beat(long now) {
        if (closed) return;
        if (valve.old(now, busy(now))) bye("expired", limits.retryMillis());
        else if (valve.beat(now)) broken();
    }

    /** An answer ends by itself. */
    @Override
    protected boolean busy(long now) {
        return !log.id().isFeed();
    }

    @Override
    protected void leave(long retryMillis) {
        bye("draining", retryMillis);
    }

    private void bye(String reason, long retryMillis) {
        if (closed) return;
        close();
        Bye.write(outlet, reason, true, retryMillis, null);
        valve.end();
    }

    @Override
    protected void broken() {
        close();
        outlet.drop();
    }

    /** Lets go of everything; the response is ended by the caller or gone already. Idempotent. */
    public void close() {
        if (closed) return;
        closed = true;
        if (opened) observer.watching(-1);
        loop.remove(this);
        loop.unfollow(log, this);
        onClose.run();
    }
}
