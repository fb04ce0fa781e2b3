package dev.sluice.channel;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.Notice;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.SessionStore;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.StreamId;
import dev.sluice.model.Subscription;
import dev.sluice.model.TabId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two nodes of two loops that share their stores, some sessions with tabs, and streams that come and go: the server's side of the
 * model, moved one random step at a time.
 */
final class ModelWorld {
    private static final int TABS = 3;
    private static final int MOST_STREAMS = 12;

    /** Made once: scanning is not what is tested here. */
    private static final List<Chunk> CHUNKS = chunks();

    /** One node: its channels, and its loops with their turns. */
    record Node(Channels channels, List<Loop> loops) {}

    final Random random;
    final HandTime time = new HandTime();
    final List<HandTurns> turns = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    final MemorySessions sessions = new MemorySessions(Settings.sessions(TABS, 1_000, 100), time);
    final Map<StreamId, ModelStream> streams = new LinkedHashMap<>();
    final List<SessionId> ids = new ArrayList<>();
    private final Logs logs;
    private final List<ModelStream> untold = new ArrayList<>();

    ModelWorld(Random random) {
        this.random = random;
        int events = random.nextBoolean() ? 2 + random.nextInt(12) : 40 + random.nextInt(200);
        logs = new Logs(new LogLimits(events, 1 << 20), 1_000, 1 << 30);
        for (int i = 0; i < 2; i++) {
            List<Loop> loops = new ArrayList<>();
            for (int j = 0; j < 2; j++) {
                turns.add(new HandTurns(time));
                loops.add(new Loop(turns.get(turns.size() - 1), time));
            }
            Channels channels = new Channels(Settings.channels(), logs, sessions, ChannelObserver.NOOP, random);
            nodes.add(new Node(channels, loops));
        }
        sessions.listen(new SessionStore.Listener() {
            @Override
            public void changed(SessionState state) {
                for (Node node : nodes) node.channels.changed(state);
            }

            @Override
            public void ended(SessionId id) {
                for (Node node : nodes) node.channels.ended(id);
            }

            @Override
            public void replaced(SessionId id, TabId tab) {}
        });
        for (int i = 1 + random.nextInt(2); i > 0; i--)
            ids.add(sessions.create(Settings.ANYBODY).result().id());
    }

    private static List<Chunk> chunks() {
        Random random = new Random(1);
        return Stream.generate(() -> Chunks.any(random)).limit(1_000).toList();
    }

    SessionState state(SessionId session) {
        return sessions.find(session).result();
    }

    static TabId tab(int number) {
        return new TabId("t" + number);
    }

    /** One step of whoever writes: a stream begins, says something, ends, or its log goes. */
    void write() {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> begin();
            case 3 -> seal();
            case 4 -> drop();
            case 5 -> retire();
            case 6 -> tabs();
            case 7 -> join();
            case 8 -> wait_();
            case 9 -> say(60 + random.nextInt(60));
            default -> say(1 + random.nextInt(4));
        }
    }

    /** A step of time and of some loops. */
    void turn() {
        if (random.nextInt(3) == 0) time.advance(random.nextInt(random.nextInt(20) == 0 ? 9_000 : 30));
        HandTurns some = turns.get(random.nextInt(turns.size()));
        for (int n = random.nextInt(6); n > 0 && some.turn(); n--) {}
    }

    /** Turns until nothing is left to do at once or soon. */
    void settle() {
        for (int i = 0; i < 60; i++) {
            time.advance(21);
            for (HandTurns each : turns) each.run();
        }
    }

    private void begin() {
        if (streams.size() >= MOST_STREAMS) return;
        boolean folds = random.nextInt(5) > 0;
        StreamId id = new StreamId("s" + streams.size());
        ModelStream stream = new ModelStream(logs.open(id, folds ? new OpenAiFold() : null), folds);
        streams.put(id, stream);
        for (SessionId session : ids) if (random.nextInt(3) > 0) sessions.subscribe(session, someTab(session), id);
    }

    private TabId someTab(SessionId session) {
        List<TabId> open = state(session).tabs().stream()
                .sorted((a, b) -> a.value().compareTo(b.value()))
                .toList();
        return open.get(random.nextInt(open.size()));
    }

    private ModelStream some() {
        if (streams.isEmpty()) return null;
        List<ModelStream> all = List.copyOf(streams.values());
        return all.get(random.nextInt(all.size()));
    }

    private void say(int events) {
        ModelStream stream = some();
        if (stream == null || stream.sealed()) return;
        if (stream.tail() == 0) stream.append(new StreamEvent.Start("m", TabId.DEFAULT));
        for (; events > 0; events--) stream.append(CHUNKS.get(random.nextInt(CHUNKS.size())));
    }

    private void seal() {
        ModelStream stream = some();
        if (stream == null || stream.sealed()) return;
        stream.append(
                random.nextBoolean()
                        ? new StreamEvent.Done("stop", null, 0, false, false)
                        : new StreamEvent.Failed("upstream_cut", "it broke", true));
    }

    private void wait_() {
        ModelStream stream = some();
        if (stream != null && stream.tail() == 0)
            stream.log.notice(new Notice(random.nextInt(1_000_000), 1 + random.nextInt(5), -1));
    }

    /** The log goes first; the sessions hear of it later, as in the house. */
    private void drop() {
        ModelStream stream = some();
        if (stream == null || !stream.sealed() || stream.gone) return;
        stream.gone = true;
        logs.drop(stream.log);
        untold.add(stream);
        if (random.nextBoolean()) retire();
    }

    private void retire() {
        for (ModelStream stream : untold)
            for (SessionId session : ids) sessions.retire(session, stream.id(), stream.tail());
        untold.clear();
    }

    private void tabs() {
        SessionId session = ids.get(random.nextInt(ids.size()));
        TabId tab = tab(random.nextInt(TABS));
        if (random.nextBoolean()) sessions.openTab(session, tab);
        else sessions.closeTab(session, tab);
    }

    private void join() {
        SessionId session = ids.get(random.nextInt(ids.size()));
        ModelStream stream = some();
        if (stream != null && !stream.gone) sessions.subscribe(session, someTab(session), stream.id());
    }

    int ordinal(SessionId session, TabId tab, ModelStream stream) {
        Subscription s = state(session).subscription(stream.id());
        return s == null ? 0 : s.ordinalFor(tab);
    }

    Set<ModelStream> gone() {
        return streams.values().stream().filter(s -> s.gone).collect(Collectors.toSet());
    }
}
