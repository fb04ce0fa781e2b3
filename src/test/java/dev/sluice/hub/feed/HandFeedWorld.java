package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.HandTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Some nodes, a store, a source whose event n says n, and readers. All of it in a test's hand. */
final class HandFeedWorld {
    private static final int NODES = 3;

    final Random random;
    final List<HandFeedNode> nodes = new ArrayList<>();
    final List<HandFeedReader> readers = new ArrayList<>();
    final HandFeedStore store;
    private final boolean sourced;
    private long millis = new HandTime().millis;
    private long newest = 100;
    private int members;

    HandFeedWorld(Random random, boolean sourced) {
        this.random = random;
        this.sourced = sourced;
        store = new HandFeedStore(() -> millis, random);
        for (int i = 0; i < NODES; i++) nodes.add(born());
    }

    private HandFeedNode born() {
        return new HandFeedNode(store, "n" + ++members, random, millis, sourced);
    }

    HandFeedNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    /** A new reader comes to a node. */
    HandFeedReader reader() {
        HandFeedReader reader = new HandFeedReader();
        readers.add(reader);
        reader.come(any());
        return reader;
    }

    /** A reader goes to another node. */
    void wander() {
        HandFeedNode from = any();
        if (from.frozen || from.readers.isEmpty()) return;
        HandFeedReader reader = from.readers.get(random.nextInt(from.readers.size()));
        reader.leave(from);
        reader.come(any());
    }

    /** A node dies, and another is born; its readers go elsewhere. */
    void kill(HandFeedNode dead) {
        for (HandFeedReader each : dead.readers) each.read();
        store.gone(dead.line);
        nodes.set(nodes.indexOf(dead), born());
        for (HandFeedReader each : dead.readers) {
            each.cutOff();
            each.come(any());
        }
    }

    /** Nodes freeze for a while: their readers give up, and go elsewhere. */
    void freeze(HandFeedNode cold) {
        if (cold.frozen) return;
        for (HandFeedReader each : List.copyOf(cold.readers)) {
            each.read();
            each.leave(cold);
            each.come(any());
        }
        cold.frozen = true;
    }

    void happen(int events) {
        newest += events;
    }

    /** Time passes, and each node does a part of what it has to do. */
    void pass(int most, int commands) {
        millis += 1 + random.nextInt(most);
        for (HandFeedNode each : nodes) {
            each.until(millis);
            each.hear(newest);
            each.work(commands);
            for (HandFeedReader reader : List.copyOf(each.readers)) {
                if (!each.frozen) reader.insist(each);
                reader.read();
            }
        }
    }

    /** All is well for a while. */
    void heal() {
        for (HandFeedNode each : nodes) {
            each.frozen = false;
            each.line.mend();
        }
        for (int i = 0; i < 80; i++) pass(500, 100);
    }

    /** One node has the source, and each reader the last event. */
    void checkEnd(String seed) {
        long open = nodes.stream().mapToLong(HandFeedNode::connections).sum();
        assertEquals(1, open, () -> "connections to the source, " + seed);
        for (HandFeedReader reader : readers)
            assertEquals("" + newest, reader.saw.get(reader.saw.size() - 1), () -> reader.saw + ", " + seed);
    }

    /** Each reader has all that was said since it came, once and in order. */
    void checkOrder(String seed, boolean gapsMayBe) {
        for (HandFeedReader reader : readers) {
            long last = 0;
            boolean gap = false;
            for (String text : reader.saw) {
                if (text.equals("gap")) {
                    assertTrue(gapsMayBe, () -> "a gap in " + reader.saw + ", " + seed);
                    gap = true;
                    continue;
                }
                long n = Long.parseLong(text);
                long before = last;
                boolean next = last == 0 || n == last + 1 || gap;
                assertTrue(next, () -> n + " behind " + before + " in " + reader.saw + ", " + seed);
                last = n;
                gap = false;
            }
        }
    }
}
