package dev.sluice.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random append, read, attach, detach, seal and drop against lists that keep everything. */
final class StreamLogModelTest {
    private static final int RUNS = 300;
    private static final int OPERATIONS = 150;

    /** One log, and all that was ever appended to it, the part that a replica began behind included. */
    private static final class Pair {
        final StreamLog log;
        final boolean folds;
        long jump;
        long bytes;
        final List<StreamEvent> all = new ArrayList<>();
        final List<int[]> told = new ArrayList<>();
        final List<StreamLog.Tap> taps = new ArrayList<>();

        Pair(StreamLog log, boolean folds, List<StreamEvent> before) {
            this.log = log;
            this.folds = folds;
            all.addAll(before);
        }

        /** The seq of the n-th event, counted from 0: the last one may have left numbers out. */
        long seq(int n) {
            return n + 1 + (n == all.size() - 1 ? jump : 0);
        }

        long tail() {
            return all.isEmpty() ? 0 : seq(all.size() - 1);
        }
    }

    @Test
    void doesWhatListsThatKeepEverythingDo() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + RUNS; seed++) {
            try {
                run(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void run(Random random) {
        LogLimits limits = new LogLimits(2 + random.nextInt(30), 1024 + random.nextInt(8192));
        Logs node = new Logs(limits, 1000, 1L << 30);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            if (pairs.isEmpty() || random.nextInt(25) == 0) {
                boolean folds = random.nextInt(3) > 0;
                StreamId id = new StreamId("s" + i);
                pairs.add(
                        random.nextInt(3) == 0
                                ? replica(node, id, random)
                                : new Pair(node.open(id, folds ? new OpenAiFold() : null), folds, List.of()));
            }
            Pair pair = pairs.get(random.nextInt(pairs.size()));
            switch (random.nextInt(13)) {
                case 0 -> attach(pair);
                case 1 -> detach(pair, random);
                case 2 -> {
                    if (random.nextInt(6) == 0) seal(pair, random);
                }
                case 3 -> {
                    if (random.nextInt(8) > 0) break;
                    node.drop(pair.log);
                    pairs.remove(pair);
                }
                case 4, 5 -> read(pair, random);
                case 6 -> catchUp(pair, random);
                default ->
                    append(pair, pair.all.isEmpty() ? new StreamEvent.Start("m", TabId.DEFAULT) : Chunks.any(random));
            }
            check(pair, limits);
        }
        for (Pair pair : pairs) node.drop(pair.log);
        assertEquals(0, node.bytes(), "bytes of a node that holds nothing");
        assertEquals(0, node.size());
    }

    private static Pair replica(Logs node, StreamId id, Random random) {
        List<StreamEvent> before = new ArrayList<>();
        for (int n = random.nextInt(20); n > 0; n--) before.add(Chunks.any(random));
        StreamLog log = node.openReplica(id, new OpenAiFold(), said(id, before));
        return new Pair(log, true, before);
    }

    private static Transcript said(StreamId id, List<StreamEvent> events) {
        List<Frame> frames = new ArrayList<>();
        for (StreamEvent event : events) frames.add(new Frame(id, frames.size() + 1, event));
        return new OpenAiFold().fold(Transcript.EMPTY, frames);
    }

    private static void seal(Pair pair, Random random) {
        if (pair.log.sealed()) return;
        StreamEvent end = new StreamEvent.Done("stop", null, 0, false, false);
        if (random.nextBoolean()) {
            append(pair, end);
            return;
        }
        pair.all.add(end);
        pair.jump = random.nextInt(1_000);
        pair.log.append(pair.tail(), end);
        pair.bytes += end.bytes();
        for (int[] told : pair.told) told[0]++;
    }

    /** The owner has said some more, and let go of it before the replica came to read it. */
    private static void catchUp(Pair pair, Random random) {
        if (!pair.log.replica() || pair.log.sealed() || random.nextInt(4) > 0) return;
        List<StreamEvent> later = new ArrayList<>(pair.all);
        for (int n = 1 + random.nextInt(20); n > 0; n--) later.add(Chunks.any(random));
        pair.log.catchUp(said(pair.log.id(), later));
        pair.all.clear();
        pair.all.addAll(later);
        assertEquals(pair.all.size() + 1, pair.log.first());
        for (int[] told : pair.told) told[0]++;
    }

    private static void append(Pair pair, StreamEvent event) {
        if (pair.log.sealed()) return;
        int[] before = pair.told.stream().mapToInt(t -> t[0]).toArray();
        Frame frame = pair.log.append(event);
        assertEquals(pair.all.size() + 1, frame.seq());
        assertTrue(frame.bytes() <= event.bytes(), "a frame takes no more than its event");
        pair.bytes += frame.bytes();
        pair.all.add(event);
        int[] after = pair.told.stream().mapToInt(t -> t[0] - 1).toArray();
        assertTrue(Arrays.equals(before, after), "each tap is told once");
    }

    private static void attach(Pair pair) {
        int[] told = new int[1];
        StreamLog.Tap tap = () -> told[0]++;
        pair.log.attach(tap);
        pair.taps.add(tap);
        pair.told.add(told);
    }

    private static void detach(Pair pair, Random random) {
        if (pair.taps.isEmpty()) return;
        int at = random.nextInt(pair.taps.size());
        pair.log.detach(pair.taps.remove(at));
        pair.told.remove(at);
    }

    private static void read(Pair pair, Random random) {
        long after = random.nextInt(pair.all.size() + 1 + (int) Math.min(pair.jump, 5));
        int frames = 1 + random.nextInt(20);
        int bytes = 1 + random.nextInt(2000);
        List<Frame> out = new ArrayList<>();
        pair.log.read(after, frames, bytes, out);
        int next = (int) Math.max(after, pair.log.first() - 1);
        if (pair.log.sealed() && after < pair.tail()) next = Math.min(next, pair.all.size() - 1);
        int taken = 0;
        for (Frame frame : out) {
            assertTrue(taken < bytes, "another frame after the limit of bytes");
            assertEquals(pair.seq(next), frame.seq());
            assertEquals(pair.all.get(next++), frame.event());
            taken += frame.bytes();
        }
        boolean stoppedEarly = next < pair.all.size();
        if (stoppedEarly) assertTrue(out.size() == frames || taken >= bytes, "stopped without a reason");
    }

    private static void check(Pair pair, LogLimits limits) {
        StreamLog log = pair.log;
        long held = pair.all.size() - log.first() + 1;
        assertEquals(pair.tail(), log.tail());
        if (!log.replica()) assertTrue(held >= Math.min(1, pair.all.size()), "the newest event is always held");
        assertTrue(held <= limits.events() + 1, () -> held + " events held, " + limits);
        assertEquals(
                log.sealed(), !pair.all.isEmpty() && pair.all.get(pair.all.size() - 1) instanceof StreamEvent.Terminal);
        assertEquals(pair.taps.size(), log.taps());
        if (!log.replica()) assertEquals(pair.bytes, log.totalBytes());
        if (!pair.folds) assertNull(log.transcript());
        else if (pair.all.size() % 7 == 0) sameTranscript(pair);
    }

    /** Whatever was folded when: the whole is what one fold over everything says. */
    private static void sameTranscript(Pair pair) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < pair.all.size(); i++)
            if (!(pair.all.get(i) instanceof StreamEvent.Terminal))
                frames.add(new Frame(pair.log.id(), i + 1, pair.all.get(i)));
        assertEquals(new OpenAiFold().fold(Transcript.EMPTY, frames), pair.log.transcript());
    }
}
