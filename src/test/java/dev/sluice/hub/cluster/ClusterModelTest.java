package dev.sluice.hub.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Nodes, answers and readers at random, over lines that are cut and messages that get lost: whatever happens, each reader is given what
 * its answer's owner said, each event once, in order, and one end.
 */
final class ClusterModelTest {
    private static final int RUNS = 120;
    private static final int STEPS = 200;

    /** How much may go wrong in a run. */
    private enum Weather {
        CALM,
        LINES_BREAK,
        NODES_DIE,
        THE_STORE_IS_EMPTIED
    }

    @Test
    void eachReaderIsGivenWhatWasSaidOnceAndInOrder() {
        long first = System.nanoTime();
        int[] ends = new int[3];
        for (long seed = first; seed < first + RUNS; seed++) {
            Weather weather = Weather.values()[(int) (seed & 3)];
            try {
                run(new HandWorld(new Random(seed)), weather, ends);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", " + weather, e);
            }
        }
        System.out.printf("%d answers complete, %d lost, %d readers%n", ends[0], ends[1], ends[2]);
        assertTrue(ends[0] > RUNS && ends[1] > RUNS / 10, "too little happened");
    }

    private static void run(HandWorld world, Weather weather, int[] ends) {
        Random random = world.random;
        // So that they trust the others' silence.
        world.settle(Duration.ofSeconds(9));
        for (int i = 0; i < STEPS; i++) {
            step(world, weather, random);
            world.turns(8);
            for (HandReader reader : world.readers) if (random.nextInt(3) == 0) reader.read();
            if (random.nextInt(3) == 0) world.clock.millis += random.nextInt(60);
        }
        for (HandAnswer answer : world.order) world.end(answer);
        world.settle(Duration.ofSeconds(30));
        check(world, ends);
    }

    private static void step(HandWorld world, Weather weather, Random random) {
        HandAnswer answer = world.order.isEmpty() ? null : world.order.get(random.nextInt(world.order.size()));
        if (answer == null) {
            world.begin(world.some());
            return;
        }
        switch (random.nextInt(16)) {
            case 0 -> world.begin(world.some());
            case 1, 2 -> world.reader(answer);
            case 3, 4 -> move(world, random);
            case 5 -> {
                if (random.nextInt(4) == 0) world.end(answer);
            }
            case 6 -> world.say(answer, 70 + random.nextInt(100));
            case 7 -> trouble(world, weather, random);
            case 8 -> world.some().line.mend();
            case 9 -> world.clock.millis += random.nextInt(1_500);
            default -> world.say(answer, 1 + random.nextInt(5));
        }
    }

    private static void move(HandWorld world, Random random) {
        if (world.readers.isEmpty()) return;
        world.go(world.readers.get(random.nextInt(world.readers.size())), world.some());
    }

    private static void trouble(HandWorld world, Weather weather, Random random) {
        switch (weather) {
            case CALM -> {}
            case LINES_BREAK -> world.some().line.cut();
            case NODES_DIE -> {
                if (random.nextBoolean()) world.some().line.cut();
                else if (random.nextInt(3) == 0) {
                    world.kill(world.some());
                    world.node();
                }
            }
            case THE_STORE_IS_EMPTIED -> {
                if (random.nextInt(4) > 0) return;
                for (HandWorld.Node node : world.nodes.values()) node.line.cut();
                world.store.empty();
                world.beats.clear();
                for (HandWorld.Node node : world.nodes.values()) node.line.mend();
            }
        }
    }

    private static void check(HandWorld world, int[] ends) {
        for (HandReader reader : world.readers) {
            boolean ownerDied = world.answers.get(reader.truth).dead;
            // Its owner was silent for too long, so others ended it; a store that was emptied then does not know that,
            // and
            // takes the owner's log again. Who was told of the end has been told.
            boolean givenUp = world.store.givenUp.contains(reader.truth.log().id());
            if (givenUp && !world.store.emptied)
                assertTrue(ownerDied || reader.truth.lost, () -> "goes on though it was given up: " + reader);
            boolean mayBeLost = ownerDied || reader.truth.lost || givenUp;
            // It died before the store knew of the answer, or the store lost it and nobody had a copy: there is nothing
            // to read.
            boolean nowhere = world.store.standing(reader.truth.log().id()).result() == null;
            if (ownerDied && reader.answer == null && nowhere) continue;
            assertTrue(
                    reader.end != null,
                    () -> "no end for " + reader + "; the store has "
                            + world.store.standing(reader.truth.log().id()).result());
            if (!mayBeLost) {
                assertTrue(reader.complete(), () -> "not complete: " + reader);
                assertTrue(reader.end instanceof Done, () -> "failed without a reason: " + reader);
            } else if (!reader.complete()) {
                assertEquals("upstream_lost", ((Failed) reader.end).code());
            }
            ends[2]++;
        }
        for (HandAnswer answer : world.order) {
            boolean died = world.answers.get(answer).dead || answer.lost;
            ends[died ? 1 : 0]++;
        }
        for (HandWorld.Node node : world.nodes.values()) {
            // Nobody wants what has ended.
            for (HandAnswer answer : world.order)
                if (world.answers.get(answer) == node) assertTrue(!answer.wanted, () -> node + " thinks it is wanted");
        }
    }
}
