package dev.sluice.hub.cluster;

import dev.sluice.channel.HandTime;
import dev.sluice.channel.MemorySessions;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.hub.Answer;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Config;
import dev.sluice.model.NodeReport;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Some nodes, the store that they share, and readers that go from one to the other; moved one random step at a time. */
final class HandWorld {
    private static final NodeReport REPORT = new NodeReport(NodeReport.State.READY, 1, 0, 0, 0);
    private static final Duration RETENTION = Duration.ofMinutes(5);

    /** One node, in one of its lives. */
    final class Node {
        final String name;
        final HandLoop loop = new HandLoop(clock);
        final HandLine line;
        final Logs logs;
        final Cluster cluster;
        boolean dead;

        Node(String name, long room) {
            this.name = name;
            this.line = new HandLine(HandWorld.this, name);
            this.logs = new Logs(limits, 1_000, room);
            Config.Sessions config = new Config.Sessions(true, Duration.ofHours(1), 10, 10, 10);
            this.cluster = new Cluster(
                    loop,
                    line,
                    line,
                    new MemorySessions(config, clock),
                    logs,
                    (session, stream) -> false,
                    new OpenAiFold(),
                    RETENTION,
                    ClusterObserver.NOOP);
            cluster.start(() -> REPORT);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    final Random random;
    final HandTime clock = new HandTime();
    final HandStore store = new HandStore();
    final Map<String, Long> beats = new LinkedHashMap<>();
    final Map<String, Node> nodes = new LinkedHashMap<>();
    final Map<HandAnswer, Node> answers = new HashMap<>();
    final List<HandAnswer> order = new ArrayList<>();
    final List<HandReader> readers = new ArrayList<>();
    final LogLimits limits;
    /** Bytes of each node's logs; in some worlds so few that copies have to go. */
    final long room;

    private int lives;

    HandWorld(Random random) {
        this.random = random;
        this.limits = new LogLimits(random.nextBoolean() ? 3 + random.nextInt(10) : 500, 1 << 20);
        this.room = random.nextInt(3) == 0 ? 1 + random.nextInt(3_000) : 1 << 30;
        for (int i = 2 + random.nextInt(2); i > 0; i--) node();
    }

    Node node() {
        return enter(new Node("n." + ++lives, room));
    }

    /** One whose logs are always too many. */
    Node crowded() {
        return enter(new Node("n." + ++lives, 1));
    }

    private Node enter(Node node) {
        nodes.put(node.name, node);
        return node;
    }

    Node some() {
        List<Node> living = new ArrayList<>(nodes.values());
        return living.get(random.nextInt(living.size()));
    }

    void tell(String member, String message) {
        Node node = nodes.get(member);
        if (node != null) node.line.hear(message);
    }

    HandAnswer begin(Node node) {
        StreamLog log = node.logs.open(new StreamId("s" + order.size()), new OpenAiFold());
        HandAnswer answer = new HandAnswer(log);
        answers.put(answer, node);
        order.add(answer);
        node.cluster.opened(answer);
        answer.say(new StreamEvent.Start("m", null));
        return answer;
    }

    void say(HandAnswer answer, int chunks) {
        if (answers.get(answer).dead) return;
        for (; chunks > 0; chunks--) answer.say(Chunks.text(" " + answer.said.size()));
    }

    void end(HandAnswer answer) {
        if (!answers.get(answer).dead) answer.say(new StreamEvent.Done("stop", null, 0, false, false));
    }

    HandReader reader(HandAnswer answer) {
        HandReader reader = new HandReader(answer);
        readers.add(reader);
        go(reader, some());
        return reader;
    }

    /** The reader comes to that node with its cursor; or tries to. */
    void go(HandReader reader, Node node) {
        leave(reader);
        reader.at = node;
        if (answers.get(reader.truth) == node) {
            reader.answer = reader.truth;
            return;
        }
        node.cluster.find(reader.truth.log().id()).onSuccess(found -> {
            if (found != null && reader.at == node) come(reader, found);
        });
    }

    private static void come(HandReader reader, Answer found) {
        if (reader.answer != null) return;
        reader.answer = found;
        found.readerCame();
    }

    static void leave(HandReader reader) {
        if (reader.answer != null && reader.answer != reader.truth) reader.answer.readerLeft();
        reader.answer = null;
    }

    /** SIGKILL. */
    void kill(Node node) {
        node.dead = true;
        node.line.cut();
        nodes.remove(node.name);
        for (HandReader reader : readers)
            if (reader.at == node) {
                reader.answer = null;
                reader.at = null;
            }
    }

    /** Things happen for a while, in any order. */
    void turns(int most) {
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            Node node = some();
            if (random.nextBoolean()) node.loop.turn();
            else node.line.turn();
        }
    }

    /** All lines are mended, and whoever wants to read does so, until nothing happens any more. */
    void settle(Duration time) {
        for (Node node : nodes.values()) node.line.mend();
        for (long end = clock.millis + time.toMillis(); clock.millis < end; clock.millis += 20) {
            for (Node node : nodes.values()) while (node.loop.turn() | node.line.turn()) {}
            for (HandReader reader : readers) {
                reader.read();
                if (reader.answer == null && clock.millis % 1_000 < 20) go(reader, some());
            }
        }
    }
}
