package dev.sluice.redis;

import dev.sluice.model.FeedStore;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Feeds as Redis Streams. A batch is one entry: its id is the seq of its last event, {@code seq-0}; its fields are {@code e}, the events as
 * {@link EventCodec#batch}, and {@code t}, when they came. Beside it stands a hash {@code feed-meta}: epoch and tail of the numbering, the
 * lease (owner, fence, till), the source's last id, and what each member wants ({@code w:…}). All who read a feed listen to one channel.
 * Any thread.
 */
public final class RedisFeeds implements FeedStore {
    /** To be {@linkplain RedisLink#prepare prepared}. */
    public static final List<Script> SCRIPTS = List.of(
            Script.named("feed_read"),
            Script.named("feed_append"),
            Script.named("feed_claim"),
            Script.named("feed_release"));

    private static final Script READ = SCRIPTS.get(0);
    private static final Script APPEND = SCRIPTS.get(1);
    private static final Script CLAIM = SCRIPTS.get(2);
    private static final Script RELEASE = SCRIPTS.get(3);

    /** A numbering that nobody used for so long is forgotten. Cursors may hold its numbers for as long as their session lives. */
    private static final long NUMBERING_MILLIS = Duration.ofDays(30).toMillis();

    /** What is said on a feed's channel, of a seq; anything else is that the lease or somebody's interest has changed. */
    private static final Pattern SAID = Pattern.compile("(grew|raise) (\\d{1,18})");

    private final RedisLink link;
    private final RedisPubSub pubSub;
    private final RedisKeys keys;
    private final String self;
    private final RedisObserver observer;

    /** @param self no other node's, nor this one's in an earlier life */
    public RedisFeeds(RedisLink link, RedisPubSub pubSub, String self, RedisObserver observer) {
        this.link = link;
        this.pubSub = pubSub;
        this.keys = link.keys();
        this.self = self;
        this.observer = observer;
    }

    @Override
    public boolean reachable() {
        return link.up();
    }

    @Override
    public Future<Stored> read(StreamId feed, long after, Beginning otherwise) {
        return link.eval(
                        READ,
                        List.of(log(feed), meta(feed)),
                        after,
                        MOST_ENTRIES,
                        NUMBERING_MILLIS,
                        otherwise == null ? "" : otherwise.epoch(),
                        otherwise == null ? 0 : otherwise.tail())
                .map(reply -> reply == null ? null : stored(feed, reply, 0));
    }

    @Override
    public Future<Written> append(StreamId feed, Batch batch) {
        return link.eval(
                        APPEND,
                        List.of(log(feed), meta(feed)),
                        self,
                        batch.fence(),
                        batch.epoch(),
                        batch.tail(),
                        batch.entry().last(),
                        EventCodec.batch(batch.entry().events()),
                        batch.entry().atMillis(),
                        batch.lastId() == null ? "" : batch.lastId(),
                        batch.keepFrom(),
                        batch.lifeMillis(),
                        NUMBERING_MILLIS,
                        MOST_ENTRIES,
                        channel(feed))
                .map(reply -> switch (reply.get(0).toInteger()) {
                    case 1 -> new Written.Done();
                    case 0 -> new Written.Missing();
                    case 2 -> new Written.Moved(stored(feed, reply, 1));
                    default -> new Written.Lost();
                });
    }

    @Override
    public Future<Lease> claim(StreamId feed, Interest interest, boolean take) {
        return link.eval(
                        CLAIM,
                        List.of(meta(feed)),
                        self,
                        interest.ordinal(),
                        take ? 1 : 0,
                        LEASE_MILLIS,
                        NUMBERING_MILLIS,
                        channel(feed))
                .map(reply -> {
                    if (reply == null) return null;
                    String lastId = reply.get(6).toString();
                    return new Lease(
                            reply.get(0).toInteger() == 1,
                            reply.get(1).toLong(),
                            reply.get(2).toString(),
                            reply.get(3).toLong(),
                            Interest.values()[reply.get(4).toInteger()],
                            reply.get(5).toInteger() == 1,
                            lastId.isEmpty() ? null : lastId);
                });
    }

    @Override
    public Future<Void> release(StreamId feed, long fence, boolean rest) {
        return link.eval(RELEASE, List.of(meta(feed)), self, fence, rest ? 1 : 0, channel(feed))
                .mapEmpty();
    }

    @Override
    public void raise(StreamId feed, long seq) {
        link.publish(channel(feed), Buffer.buffer("raise " + seq));
    }

    @Override
    public Runnable listen(StreamId feed, Listener listener) {
        RedisPubSub.Hearing hearing = pubSub.subscribe(channel(feed), new RedisPubSub.Listener() {
            @Override
            public void message(Buffer message) {
                Matcher said = SAID.matcher(message.toString());
                if (!said.matches()) listener.stirred();
                else if (said.group(1).equals("grew")) listener.grew(Long.parseLong(said.group(2)));
                else listener.raise(Long.parseLong(said.group(2)));
            }

            @Override
            public void subscribed() {
                listener.hearing();
            }
        });
        return hearing::close;
    }

    /** @param at where the epoch stands in the reply; tail and entries follow it */
    private Stored stored(StreamId feed, Response reply, int at) {
        return new Stored(reply.get(at).toString(), reply.get(at + 1).toLong(), entries(feed, reply.get(at + 2)));
    }

    /** What is not ours is told and passed over. */
    private List<Entry> entries(StreamId feed, Response reply) {
        List<Entry> entries = new ArrayList<>(reply.size());
        for (Response each : reply) {
            try {
                entries.add(entry(each.get(0).toString(), each.get(1)));
            } catch (ForeignValueException | NumberFormatException foreign) {
                observer.foreign(log(feed), "entry " + each.get(0) + ": " + foreign.getMessage());
            }
        }
        return entries;
    }

    private static Entry entry(String id, Response fields) {
        if (fields.size() != 4 || !fields.get(0).toString().equals("e"))
            throw new ForeignValueException("not the fields e and t");
        List<StreamEvent> events = EventCodec.batch(fields.get(1).toBuffer());
        long last = Long.parseLong(id.substring(0, id.indexOf('-')));
        return new Entry(last - events.size() + 1, Long.parseLong(fields.get(3).toString()), events);
    }

    private String log(StreamId feed) {
        return keys.key("feed", feed.value());
    }

    private String meta(StreamId feed) {
        return keys.key("feed-meta", feed.value());
    }

    /** With the keys' hash tag: what scripts publish and what nodes do comes from one server, in one order. */
    private String channel(StreamId feed) {
        return keys.channel("feed:{" + feed.value() + '}');
    }
}
