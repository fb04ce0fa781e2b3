package dev.sluice.hub.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class SheddingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 100 * SECOND;
    private static final StreamLog.Tap TAP = () -> {};

    private final Logs logs = new Logs(new LogLimits(10_000, 1 << 20), 1_000, 1 << 30);
    private final List<Replica> copies = new ArrayList<>();

    private Replica copy(String id, boolean sealed, int chunks, long secondsAgo) {
        StreamLog log = logs.openReplica(new StreamId(id), new OpenAiFold(), Transcript.EMPTY);
        for (int i = 0; i < chunks; i++) log.append(Chunks.text("0123456789"));
        if (sealed) log.append(new Done("stop", null, 0, false, false));
        Replica copy = new Replica(log, new HandStore(), null);
        copy.usedNanos = NOW - secondsAgo * SECOND;
        copies.add(copy);
        return copy;
    }

    private List<Replica> gone(long excess) {
        return Shedding.choose(copies, excess, NOW);
    }

    @Test
    void nothingGoesWhileThereIsRoom() {
        copy("a", true, 10, 9);
        assertEquals(List.of(), gone(0));
        assertEquals(List.of(), gone(-5));
    }

    @Test
    void finishedOnesGoBeforeRunningOnesAndTheOldestFirst() {
        Replica running = copy("running", false, 10, 9);
        Replica young = copy("young", true, 10, 4);
        Replica old = copy("old", true, 10, 8);
        assertEquals(List.of(old), gone(1));
        assertEquals(List.of(old, young), gone(old.log().held() + 1));
        assertEquals(List.of(old, young, running), gone(1 << 30));
    }

    @Test
    void whatIsReadOrWantedOrJustMadeStays() {
        copy("by-its-url", true, 10, 9).readers = 1;
        copy("wanted", false, 10, 9).told = true;
        copy("by-a-connection", true, 10, 9).log().attach(TAP);
        copy("just-made", true, 10, 3);
        assertEquals(List.of(), gone(1 << 30));
    }

    /** Against what the rules say, put in other words. */
    @RepeatedTest(20)
    void noMoreGoThanNeedBeAndNoneThatIsWorthMore(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        System.out.println("SheddingTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            Replica copy = copy("s" + i, random.nextBoolean(), random.nextInt(30), random.nextInt(11));
            if (random.nextInt(4) == 0) copy.told = true;
            if (random.nextInt(4) == 0) copy.log().attach(TAP);
        }
        long excess = random.nextInt(60_000);
        List<Replica> gone = gone(excess);
        long freed = gone.stream().mapToLong(c -> c.log().held()).sum();
        List<Replica> stay = new ArrayList<>(copies);
        stay.removeAll(gone);
        for (Replica out : gone) {
            assertFalse(out.used());
            for (Replica in : stay)
                assertTrue(in.used() || NOW - in.usedNanos <= Shedding.JUST_NANOS || worth(in) >= worth(out));
        }
        boolean allThatMay = stay.stream().allMatch(c -> c.used() || NOW - c.usedNanos <= Shedding.JUST_NANOS);
        assertTrue(freed >= excess || allThatMay, "too few");
        if (!gone.isEmpty()) assertTrue(freed - gone.get(gone.size() - 1).log().held() < excess, "too many");
    }

    private static long worth(Replica copy) {
        return (copy.log().sealed() ? 0 : 1_000 * SECOND) + copy.usedNanos;
    }

    @Test
    void aCopyThatWentIsMadeAgainForWhoeverComes() {
        HandWorld world = new HandWorld(new Random(3));
        HandWorld.Node owner = world.node();
        HandWorld.Node reader = world.crowded();
        HandAnswer answer = world.begin(owner);
        world.say(answer, 200);
        world.end(answer);
        world.settle(Duration.ofSeconds(2));
        HandReader first = new HandReader(answer);
        world.readers.add(first);
        world.go(first, reader);
        world.settle(Duration.ofSeconds(2));
        assertTrue(first.complete(), first::toString);
        StreamId id = answer.log().id();
        world.settle(Duration.ofSeconds(9));
        assertNotNull(reader.logs.find(id), "it is read");
        HandWorld.leave(first);
        world.readers.remove(first);
        world.settle(Duration.ofSeconds(6));
        assertNull(reader.logs.find(id), "it went before its ten seconds were over");
        HandReader second = new HandReader(answer);
        world.readers.add(second);
        world.go(second, reader);
        world.settle(Duration.ofSeconds(2));
        assertTrue(second.complete(), second::toString);
    }
}
