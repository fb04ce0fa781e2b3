package dev.sluice.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Cursor;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run of the model: clients connect, read, are cut and come back while the {@link ModelWorld} moves; then all must come to rest. */
final class ModelRun {
    private final Random random;
    private final int steps;
    private final ModelWorld world;
    private final List<ModelClient> clients = new ArrayList<>();
    /** Connections whose clients are gone, which the server has not noticed yet. */
    private final List<Connection> halfDead = new ArrayList<>();

    /** Those whose place was taken on their node: they must be told to go. */
    private final Map<Connection, RecordedOutlet> replaced = new HashMap<>();

    ModelRun(Random random, int steps) {
        this.random = random;
        this.steps = steps;
        this.world = new ModelWorld(random);
        for (SessionId id : world.ids) {
            clients.add(client(id, null));
            if (random.nextBoolean()) clients.add(client(id, ModelWorld.tab(random.nextInt(3))));
        }
    }

    private ModelClient client(SessionId id, TabId tab) {
        return new ModelClient(id, tab, world.streams::get, stream -> world.ordinal(id, tab, stream));
    }

    void run() {
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(3) > 0) world.write();
            if (random.nextBoolean()) client(clients.get(random.nextInt(clients.size())));
            world.turn();
            for (ModelClient each : clients) notice(each);
        }
        finish();
    }

    private void client(ModelClient client) {
        if (!client.connected()) {
            connect(client);
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> cut(client);
            case 2, 3 -> connect(client);
            case 4 -> client.outlet.fill();
            case 5 -> client.outlet.drain();
            case 6 -> {
                if (random.nextInt(5) == 0)
                    depart(world.nodes.get(random.nextInt(2)).loops().get(random.nextInt(2)));
            }
            default -> client.consume(client.consumed() + random.nextInt(client.unread() + 1));
        }
    }

    /** A drain begins, comes to its end, or is called off. */
    private void depart(Loop loop) {
        int how = random.nextInt(3);
        Duration window = Duration.ofMillis(random.nextInt(20));
        if (how < 2)
            loop.depart(new Departure(world.time.nanos(), window, 1 + random.nextInt(2_000), Duration.ofMillis(10)));
        if (how == 1) loop.hurry();
        if (how > 0) loop.stay();
    }

    /** The connection ends for the client, who read some of what was on its way; the server may notice at once or later. */
    private void cut(ModelClient client) {
        client.consume(client.consumed() + random.nextInt(client.unread() + 1));
        if (random.nextBoolean()) client.connection.close("client");
        else halfDead.add(client.connection);
        client.lost();
    }

    private void notice(ModelClient client) {
        if (!halfDead.isEmpty() && random.nextInt(10) == 0) {
            Connection noticed = halfDead.remove(random.nextInt(halfDead.size()));
            replaced.remove(noticed);
            noticed.close("client");
        }
        if (!client.connected()) return;
        if (client.outlet.dropped()) {
            assertTrue(client.outlet.full(), "dropped, although it took everything");
            client.lost();
        } else if (client.outlet.ended()) {
            client.consume(client.consumed() + random.nextInt(client.unread() + 1));
            client.lost();
        }
    }

    /** Also where the client is connected: a take-over, if it lands on the same node. */
    private void connect(ModelClient client) {
        if (client.tab != null) world.sessions.openTab(client.session, client.tab);
        SessionState state = world.state(client.session);
        if (client.connected()) {
            client.consume(client.consumed() + random.nextInt(client.unread() + 1));
            halfDead.add(client.connection);
        }
        int node = random.nextInt(2);
        if (client.connected() && world.nodes.get(node).loops().contains(client.connection.loop()))
            replaced.put(client.connection, client.outlet);
        // What happens between the look at the session and the opening must not be lost.
        for (int n = random.nextInt(3); n > 0 && client.tab == null; n--) world.write();
        String cursor = random.nextInt(8) == 0 ? untrue(client) : client.lastEventId;
        boolean mustResume = cursor != null && cursor.equals(client.lastEventId);
        RecordedOutlet outlet = new RecordedOutlet();
        if (random.nextInt(10) == 0) outlet.fill();
        ModelWorld.Node at = world.nodes.get(node);
        Loop loop = at.loops().get(random.nextInt(2));
        var gone = world.gone();
        Connection connection = at.channels().open(state, client.tab, cursor, outlet, loop);
        client.connected(outlet, connection, mustResume, gone);
    }

    /** A cursor that must not be believed. */
    private String untrue(ModelClient client) {
        Cursor mine = Cursor.parse(client.lastEventId);
        if (mine == null) return "no;cursor";
        int never = world.state(client.session).nextOrdinal() + 50;
        return switch (random.nextInt(5)) {
            case 0 -> "foreign" + client.lastEventId.substring(mine.epoch().length());
            case 1 -> mine.epoch() + ";" + never;
            case 2 -> client.lastEventId + ";";
            case 3 -> mine.epoch() + ";" + (never + 5) + ";" + (never + 2) + ".7";
            // How far a stream went whose log is gone may be known to nobody.
            default ->
                mine.positions().isEmpty() || !world.gone().isEmpty()
                        ? "\u0000"
                        : client.lastEventId.replaceFirst("\\.(\\d+)", ".99$1999");
        };
    }

    private void finish() {
        for (ModelWorld.Node node : world.nodes) node.loops().forEach(Loop::stay);
        for (ModelClient client : clients) {
            notice(client);
            if (!client.connected()) connect(client);
        }
        for (int i = 0; i < 3; i++) {
            for (ModelClient client : clients) {
                client.outlet.drain();
                if (client.outlet.ended() || client.outlet.dropped()) {
                    client.consume(client.outlet.sent().size());
                    client.lost();
                    connect(client);
                    client.outlet.drain();
                }
            }
            world.settle();
        }
        for (ModelClient client : clients) {
            client.consume(client.outlet.sent().size());
            for (ModelStream stream : world.streams.values())
                if (world.ordinal(client.session, client.tab, stream) > 0) client.hasAllOf(stream);
        }
        for (RecordedOutlet outlet : replaced.values())
            assertTrue(outlet.ended() || outlet.dropped(), "a replaced one lives on");
        leavesNothingBehind();
    }

    private void leavesNothingBehind() {
        for (ModelClient client : clients) client.connection.close("client");
        for (Connection connection : halfDead) connection.close("client");
        for (ModelWorld.Node node : world.nodes) {
            assertEquals(0, node.channels().size(), "channels without a connection");
            for (Loop loop : node.loops()) loop.close();
        }
        for (ModelStream stream : world.streams.values()) assertEquals(0, stream.log.taps(), "taps without a reader");
        for (HandTurns turns : world.turns) assertEquals(0, turns.alarms(), "timers without an owner");
    }
}
