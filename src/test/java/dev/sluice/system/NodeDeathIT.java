package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.Fleet.Asked;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, and one of them goes: in the middle of everything, or in order. */
@Timeout(180)
final class NodeDeathIT {
    private static final int READERS = 500;
    private static final int ANSWERS = 10;
    private static final String LONG = "sim;ttft=100;rate=10;jitter=0.5;tokens=300;seed=";
    private static final String SHORT = "sim;ttft=100;rate=20;jitter=0.5;tokens=120;seed=";

    @TempDir
    Path folder;

    @Test
    void whoReadAKilledNodeGoesOnAtTheOther() throws Exception {
        try (Fleet fleet = new Fleet(folder, System.nanoTime(), "a", "b")) {
            List<Asked> ofA = ask(fleet, "a", LONG, ANSWERS);
            List<Asked> ofB = ask(fleet, "b", LONG, ANSWERS);
            for (int i = 0; i < READERS; i++)
                fleet.reader("a", List.of(ofA.get(i % ANSWERS), ofB.get(i / 7 % ANSWERS)));
            fleet.all("all read", 20, r -> r.hellos == 1);
            assertTrue(fleet.readers.stream().allMatch(r -> r.ended() == 0), "too late: something has ended");

            long killed = System.nanoTime();
            fleet.kill("a");
            fleet.all("all are back", 10, r -> r.connected && r.lastHelloNanos > killed);
            long back = System.nanoTime();
            fleet.all("the dead node's answers have an end", 10, r -> r.ended() > 0);
            long ended = System.nanoTime();
            fleet.all("the living node's answers are complete", 60, r -> r.ended() == 2);

            int complete = 0;
            for (int i = 0; i < READERS; i++) {
                BareReader reader = fleet.readers.get(i);
                assertEquals(0, reader.resets, "it was not resumed");
                Fleet.complete(reader, ofB.get(i / 7 % ANSWERS));
                Page.Answer lost = reader.page.answer(ofA.get(i % ANSWERS).stream());
                assertEquals("failed", lost.end());
                assertEquals("upstream_lost", lost.last().getString("code"));
                assertEquals(true, lost.last().getBoolean("retryable"));
                if (ofA.get(i % ANSWERS).text().startsWith(lost.text())) complete++;
            }
            assertEquals(READERS, complete, "what was said before is as the provider said it");
            System.out.printf(
                    "%d readers back %d ms after the kill, their lost answers ended after %d ms%n",
                    READERS, millis(killed, back), millis(killed, ended));
        }
    }

    @Test
    void oneNodeAfterTheOtherIsStartedAnewAndNothingFails() throws Exception {
        try (Fleet fleet = new Fleet(folder, System.nanoTime(), "a", "b")) {
            List<List<Asked>> reads = new ArrayList<>();
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Visitor visitor = fleet.visitor(i % 2 == 0 ? "a" : "b");
                visitors.add(visitor);
                reads.add(new ArrayList<>());
                fleet.reader(i % 3 == 0 ? "b" : "a", visitor);
            }
            fleet.all("all read", 20, r -> r.hellos == 1);
            for (String name : List.of("a", "b")) {
                for (int i = 0; i < visitors.size(); i++)
                    reads.get(i).add(Fleet.ask(visitors.get(i), SHORT + i, "Round " + name));
                ServerProcess going = fleet.nodes.get(name);
                going.signal("TERM");
                assertEquals(0, going.exit(40));
                fleet.start(name);
                int answers = reads.get(0).size();
                fleet.all("all answers of this round", 30, r -> r.ended() == answers && r.connected);
            }
            for (int i = 0; i < visitors.size(); i++) {
                BareReader reader = fleet.readers.get(i);
                assertEquals(0, reader.resets, "it was not resumed");
                assertTrue(reader.hellos > 1, "it never had to move");
                for (Asked each : reads.get(i)) Fleet.complete(reader, each);
            }
        }
    }

    private static List<Asked> ask(Fleet fleet, String node, String model, int count) throws Exception {
        List<Asked> asked = new ArrayList<>();
        Visitor visitor = fleet.visitor(node);
        for (int i = 0; i < count; i++) asked.add(Fleet.ask(visitor, model + node.hashCode() + i, "Tell me, " + node));
        return asked;
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
