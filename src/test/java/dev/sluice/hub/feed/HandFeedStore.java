package dev.sluice.hub.feed;

import dev.sluice.model.FeedStore;
import dev.sluice.model.StreamId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A store with one feed in a test's memory. Nodes have a {@link Line} to it, which a test works off, cuts and mends by hand. */
final class HandFeedStore {
    private final LongSupplier millis;
    private final Random random;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Long> until = new HashMap<>();
    private final Map<String, FeedStore.Interest> wants = new HashMap<>();
    private final List<FeedStore.Entry> entries = new ArrayList<>();
    private String epoch;
    private long tail;
    private String owner;
    private long till;
    private long fence;
    private boolean rested;
    private String lastId;

    HandFeedStore(LongSupplier millis, Random random) {
        this.millis = millis;
        this.random = random;
    }

    /** It was started anew, with nothing. */
    void empty() {
        epoch = null;
        entries.clear();
        wants.clear();
        until.clear();
        owner = null;
        fence = 0;
        rested = false;
        lastId = null;
    }

    Line line(String member) {
        Line line = new Line(member);
        lines.add(line);
        return line;
    }

    void gone(Line line) {
        lines.remove(line);
    }

    private void publish(Consumer<FeedStore.Listener> message) {
        for (Line each : List.copyOf(lines))
            if (each.up && each.listener != null && random.nextInt(5) > 0) message.accept(each.listener);
    }

    private FeedStore.Stored stored(long after) {
        List<FeedStore.Entry> rest = entries.stream()
                .filter(e -> e.last() > after)
                .limit(FeedStore.MOST_ENTRIES)
                .toList();
        return new FeedStore.Stored(epoch, tail, rest);
    }

    /** One node's way to the store: commands are done in their order when the test says so, and may be cut off, done or not. */
    final class Line implements FeedStore {
        private record Command<T>(Supplier<T> work, Promise<T> reply) {
            void run() {
                reply.complete(work.get());
            }

            void cut(boolean done) {
                if (done) work.get();
                reply.fail("the line was cut");
            }
        }

        private final String member;
        private final ArrayDeque<Command<?>> commands = new ArrayDeque<>();
        private Listener listener;
        boolean up = true;

        private Line(String member) {
            this.member = member;
        }

        private <T> Future<T> send(Supplier<T> work) {
            if (!up) return Future.failedFuture("the line is down");
            Promise<T> reply = Promise.promise();
            commands.add(new Command<>(work, reply));
            return reply.future();
        }

        /** Whether there was one to do. */
        boolean turn() {
            Command<?> next = up ? commands.poll() : null;
            if (next != null) next.run();
            return next != null;
        }

        /** Nobody knows how far the commands came that are on their way. */
        void cut() {
            up = false;
            int done = random.nextInt(commands.size() + 1);
            List<Command<?>> all = List.copyOf(commands);
            commands.clear();
            for (Command<?> each : all) each.cut(done-- > 0);
        }

        void mend() {
            if (up) return;
            up = true;
            if (listener != null) listener.hearing();
        }

        @Override
        public boolean reachable() {
            return up;
        }

        @Override
        public Future<Stored> read(StreamId feed, long after, Beginning otherwise) {
            return send(() -> {
                if (epoch == null && otherwise == null) return null;
                if (epoch == null) {
                    epoch = otherwise.epoch();
                    tail = otherwise.tail();
                }
                return stored(after);
            });
        }

        @Override
        public Future<Written> append(StreamId feed, Batch batch) {
            return send(() -> {
                if (epoch == null) return new Written.Missing();
                if (batch.fence() != 0 && (!member.equals(owner) || batch.fence() != fence)) return new Written.Lost();
                if (!epoch.equals(batch.epoch()) || tail != batch.tail())
                    return new Written.Moved(stored(batch.tail()));
                if (batch.entry().last() <= tail) throw new AssertionError("numbers twice: " + batch);
                entries.add(batch.entry());
                entries.removeIf(e -> e.last() < batch.keepFrom());
                tail = batch.entry().last();
                if (batch.lastId() != null) lastId = batch.lastId();
                publish(l -> l.grew(tail));
                return new Written.Done();
            });
        }

        @Override
        public Future<Lease> claim(StreamId feed, Interest interest, boolean take) {
            return send(() -> {
                if (epoch == null) return null;
                long now = millis.getAsLong();
                wants.keySet().removeIf(m -> until.getOrDefault(m, 0L) < now);
                Interest before = wants.getOrDefault(member, Interest.NONE);
                Interest others = Interest.NONE;
                for (Map.Entry<String, Interest> each : wants.entrySet())
                    if (!each.getKey().equals(member) && each.getValue().compareTo(others) > 0)
                        others = each.getValue();
                if (interest == Interest.NONE) wants.remove(member);
                else wants.put(member, interest);
                until.put(member, now + LEASE_MILLIS);
                boolean wasRested = false;
                boolean mine = member.equals(owner);
                if (!mine && take && (owner == null || till < now)) {
                    mine = true;
                    owner = member;
                    fence++;
                    wasRested = rested;
                    rested = false;
                } else if (!mine && interest.compareTo(before) > 0) {
                    publish(Listener::stirred);
                }
                if (mine) till = now + LEASE_MILLIS;
                return new Lease(mine, fence, epoch, tail, others, wasRested, lastId);
            });
        }

        @Override
        public Future<Void> release(StreamId feed, long under, boolean rest) {
            return send(() -> {
                wants.remove(member);
                if (!member.equals(owner) || under != fence) return null;
                owner = null;
                rested |= rest;
                publish(Listener::stirred);
                return null;
            });
        }

        @Override
        public void raise(StreamId feed, long seq) {
            send(() -> {
                publish(l -> l.raise(seq));
                return null;
            });
        }

        @Override
        public Runnable listen(StreamId feed, Listener to) {
            listener = to;
            return () -> listener = null;
        }
    }
}
