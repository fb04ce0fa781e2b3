package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.StreamEvent.FeedEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whatever happens to nodes, wake-ups, source and store, and in whatever order: readers see each event once, or are told. */
final class SharedFeedModelTest {
    private static final int RUNS = 100;
    private static final int STEPS = 250;

    private interface Fault {
        void strike(HandFeedWorld world, int kind);
    }

    private enum Promised {
        /** Each event, once and in order. */
        ALL,
        /** No event twice, and none missed in silence. */
        ORDER,
        /** It goes on. */
        END
    }

    /** Anything at random, and these faults now and then. */
    private void walks(Promised promise, Fault fault) {
        long first = System.nanoTime();
        System.out.println("shared feed: seeds from " + first);
        for (int run = 0; run < RUNS; run++) {
            long seed = first + run;
            HandFeedWorld world = new HandFeedWorld(new Random(seed), true);
            String told = "seed " + seed;
            for (int i = 0; i < 5; i++) world.reader();
            world.heal();
            world.happen(3);
            world.heal();
            Random random = world.random;
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(2) == 0) world.happen(1 + random.nextInt(3));
                switch (random.nextInt(14)) {
                    case 0 -> world.wander();
                    case 1 -> world.any().breakSource();
                    case 2 -> fault.strike(world, random.nextInt(3));
                    default -> {}
                }
                world.pass(random.nextInt(4) == 0 ? 2_000 : 200, random.nextInt(5));
            }
            world.heal();
            // A reader may know numbers that were lost with the store and the node that gave them out: it waits for
            // others like them.
            world.happen(promise == Promised.END ? 400 : 5);
            world.heal();
            world.checkEnd(told);
            if (promise != Promised.END) world.checkOrder(told, promise == Promised.ORDER);
        }
    }

    @Test
    void nodesThatDieOrStandStillCostNobodyAnEvent() {
        walks(Promised.ALL, (world, kind) -> {
            HandFeedNode node = world.any();
            if (kind == 0) world.kill(node);
            else if (kind == 1) world.freeze(node);
            else node.frozen = false;
        });
    }

    @Test
    void whileTheStoreIsAwayOwnersGoOnAndNobodySeesAnythingTwice() {
        walks(Promised.ALL, (world, kind) -> {
            if (kind == 0) world.any().line.cut();
            else if (kind == 1) world.nodes.forEach(n -> n.line.cut());
            else world.nodes.forEach(n -> n.line.mend());
        });
    }

    @Test
    void whenTheStoreLosesAllReadersGoOnOrAreToldOfAGap() {
        walks(Promised.ORDER, SharedFeedModelTest::loss);
    }

    @Test
    void itGoesOnWhateverHappensAtTheSameTime() {
        walks(Promised.END, (world, kind) -> {
            int which = world.random.nextInt(3);
            if (which == 0) world.kill(world.any());
            else if (which == 1 && kind == 0) world.freeze(world.any());
            else loss(world, kind);
        });
    }

    private static void loss(HandFeedWorld world, int kind) {
        if (kind == 0) world.any().line.cut();
        else if (kind == 1) world.nodes.forEach(n -> n.line.cut());
        else {
            world.nodes.forEach(n -> n.line.cut());
            world.store.empty();
            world.nodes.forEach(n -> n.line.mend());
        }
    }

    @Test
    void whatIsPublishedAnywhereIsInTheTopicOnce() {
        long first = System.nanoTime();
        System.out.println("shared feed: seeds from " + first);
        for (int run = 0; run < RUNS; run++) {
            long seed = first + run;
            HandFeedWorld world = new HandFeedWorld(new Random(seed), false);
            Random random = world.random;
            List<HandFeedReader> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) all.add(world.reader());
            world.heal();
            List<String> acknowledged = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                String text = "p" + random.nextInt(60);
                if (random.nextInt(2) == 0) publish(world.any(), text, acknowledged::add);
                switch (random.nextInt(12)) {
                    case 0 -> world.wander();
                    case 1 -> world.kill(world.any());
                    case 2 -> world.any().line.cut();
                    case 3 -> world.nodes.forEach(n -> n.line.mend());
                    default -> {}
                }
                world.pass(200, random.nextInt(5));
            }
            world.heal();
            String told = "seed " + seed;
            List<String> topic = all.get(0).saw;
            assertEquals(topic.stream().distinct().toList(), topic, told);
            for (HandFeedReader each : all) assertEquals(topic, each.saw, told);
            for (String text : acknowledged) assertTrue(topic.contains(text), () -> text + " is lost, " + told);
        }
    }

    private static void publish(HandFeedNode node, String text, Consumer<String> done) {
        FeedEvents events = new FeedEvents(List.of(new FeedEvent("e", text, text)));
        node.outside.later(() -> {
            Future<List<Published>> published = node.feed.ready().compose(v -> node.feed.publish(events));
            published.onSuccess(p -> done.accept(text));
        });
    }
}
