package dev.sluice.hub.cluster;

import dev.sluice.model.LogStore;
import dev.sluice.model.NodeReport;
import dev.sluice.model.Nodes;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * One node's line to the store and to the other nodes: commands are done in their order when the test says so, and may be cut off, done
 * or not. Messages get lost at random.
 */
final class HandLine implements LogStore, Nodes {
    private record Command<T>(Supplier<Future<T>> work, Promise<T> reply) {
        void done() {
            work.get().onComplete(reply);
        }

        void cut(boolean done) {
            if (done) work.get();
            reply.fail("the line was cut");
        }
    }

    private final HandWorld world;
    private final String self;
    private final Random random;
    private final ArrayDeque<Command<?>> commands = new ArrayDeque<>();
    private Nodes.Listener listener;
    boolean up = true;

    HandLine(HandWorld world, String self) {
        this.world = world;
        this.self = self;
        this.random = world.random;
    }

    private <T> Future<T> send(Supplier<Future<T>> work) {
        if (!up) return Future.failedFuture("the line is down");
        Promise<T> reply = Promise.promise();
        commands.add(new Command<>(work, reply));
        return reply.future();
    }

    /** Whether there was one to do. */
    boolean turn() {
        Command<?> next = up ? commands.poll() : null;
        if (next != null) next.done();
        return next != null;
    }

    /** Nobody knows how far the commands came that are on their way. */
    void cut() {
        up = false;
        int done = commands.isEmpty() ? 0 : random.nextInt(commands.size() + 1);
        for (Command<?> each : List.copyOf(commands)) each.cut(done-- > 0);
        commands.clear();
    }

    void mend() {
        if (up) return;
        up = true;
        listener.returned();
        listener.hearing();
    }

    void hear(String message) {
        if (up && random.nextInt(6) > 0) listener.message(message);
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean reachable() {
        return up;
    }

    @Override
    public Future<Void> send(String member, String message) {
        return send(() -> {
            world.tell(member, message);
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Census> beat(long silentMillis, NodeReport report) {
        return send(() -> {
            long now = world.clock.millis;
            boolean unknown = world.beats.put(self, now) == null;
            List<Member> members = new ArrayList<>();
            world.beats.forEach(
                    (member, at) -> members.add(new Member(member, now - at > silentMillis, now - at, report)));
            return Future.succeededFuture(new Census(members, unknown));
        });
    }

    @Override
    public Future<Boolean> claim(String silent, long millis) {
        return send(() -> Future.succeededFuture(true));
    }

    @Override
    public Future<Void> leave(String member) {
        return send(() -> {
            world.beats.remove(member);
            return Future.succeededFuture();
        });
    }

    @Override
    public void listen(Nodes.Listener to) {
        listener = to;
    }

    @Override
    public void start() {
        listener.hearing();
    }

    @Override
    public void close() {}

    @Override
    public Future<Boolean> begin(StreamFacts facts, Transcript base) {
        return send(() -> world.store.begin(facts, base));
    }

    @Override
    public Future<Written> append(StreamId stream, Entry batch) {
        return send(() -> world.store.append(stream, batch));
    }

    @Override
    public Future<Written> end(String owner, StreamId stream, Entry batch, Duration retention) {
        return send(() -> world.store.end(owner, stream, batch, retention));
    }

    @Override
    public Future<Void> fold(StreamId stream, Transcript base, long first) {
        return send(() -> world.store.fold(stream, base, first));
    }

    @Override
    public Future<Standing> standing(StreamId stream) {
        return send(() -> world.store.standing(stream));
    }

    @Override
    public Future<Stored> open(StreamId stream) {
        return send(() -> world.store.open(stream));
    }

    @Override
    public Future<List<Entry>> read(StreamId stream, long after) {
        return send(() -> world.store.read(stream, after));
    }

    @Override
    public Future<Void> discard(String owner, StreamId stream) {
        return send(() -> world.store.discard(owner, stream));
    }

    @Override
    public Future<List<StreamId>> running(String owner) {
        return send(() -> world.store.running(owner));
    }

    @Override
    public Future<Boolean> seal(String owner, StreamId stream, Failed how, Duration retention) {
        return send(() -> world.store.seal(owner, stream, how, retention));
    }
}
