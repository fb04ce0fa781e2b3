package dev.sluice.hub.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.log.StreamLog;
import dev.sluice.model.Frame;
import dev.sluice.model.LogStore;
import dev.sluice.model.LogStore.Entry;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.model.StreamFacts;
import dev.sluice.model.StreamId;
import dev.sluice.model.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
    private static final StreamId STREAM = new StreamId("s");
    private static final StreamFacts FACTS = new StreamFacts(STREAM, "a.1", "ann", "acme", "m", "share");
    private static final Duration RETENTION = Duration.ofMinutes(1);

    private final HandStore store = new HandStore();
    private final Logs logs = new Logs(new LogLimits(10_000, 1 << 20), 1_000, 1 << 30);

    ReplicaTest() {
        store.begin(FACTS, Transcript.EMPTY);
    }

    private void say(int from, int to) {
        for (int i = from; i <= to; i++) store.append(STREAM, new Entry(i, List.of(Chunks.text(" " + i))));
    }

    private Replica replica() {
        StreamLog log = logs.openReplica(STREAM, new OpenAiFold(), Transcript.EMPTY);
        return new Replica(log, store, FACTS);
    }

    private static List<Long> seqs(StreamLog log) {
        List<Frame> frames = new ArrayList<>();
        log.read(0, Integer.MAX_VALUE, Integer.MAX_VALUE, frames);
        return frames.stream().map(Frame::seq).toList();
    }

    @Test
    void readsAllThatIsThereInHoweverManySteps() {
        int many = 5 * LogStore.MOST_ENTRIES + 7;
        say(1, many);
        Replica replica = replica();
        replica.wake(1);
        assertEquals(many, replica.log().tail());
    }

    @Test
    void takesAnEndBehindAHoleThatNobodyCanFill() {
        int many = 3 * LogStore.MOST_ENTRIES;
        say(1, many);
        Replica ahead = replica();
        assertTrue(ahead.read().isComplete());
        store.seal("a.1", STREAM, Replica.lost(), RETENTION);
        assertTrue(ahead.read().isComplete());
        assertTrue(ahead.log().terminal() instanceof Failed);
        assertEquals(many + LogStore.JUMP, ahead.log().tail());
    }

    @Test
    void whoComesAfterThatEndIsGivenAllAndTheEnd() {
        int many = 3 * LogStore.MOST_ENTRIES;
        say(1, many);
        store.seal("a.1", STREAM, Replica.lost(), RETENTION);
        Replica late = replica();
        assertTrue(late.begin(store.open(STREAM).result()).isComplete());
        assertTrue(late.log().sealed());
        assertEquals(many + 1, seqs(late.log()).size());
    }

    @Test
    void takesTheTranscriptWhereTheStoreHasLetGoOfWhatFollows() {
        say(1, 4);
        Replica behind = replica();
        behind.read();
        say(5, 20);
        List<Frame> frames = new ArrayList<>();
        for (int i = 1; i <= 15; i++) frames.add(new Frame(STREAM, i, Chunks.text(" " + i)));
        store.fold(STREAM, new OpenAiFold().fold(Transcript.EMPTY, frames), 11);
        behind.read();
        assertEquals(20, behind.log().tail());
        assertEquals(16, behind.log().first());
        assertTrue(behind.log().transcript().text().toString().endsWith(" 18 19 20"));
    }

    @Test
    void aHoleThatStaysEndsTheCopyAtTheSecondLook() {
        say(1, 4);
        Replica replica = replica();
        replica.read();
        say(5, 9);
        store.lose(STREAM, 6);
        replica.read();
        assertEquals(5, replica.log().tail());
        assertFalse(replica.log().sealed(), "its owner may be about to write it anew");
        replica.read();
        assertTrue(replica.log().terminal() instanceof Failed);
    }
}
