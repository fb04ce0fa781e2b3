package dev.sluice.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.dialect.OpenAiFold;
import dev.sluice.log.Chunks;
import dev.sluice.model.LogStore.Entry;
import dev.sluice.model.LogStore.Standing;
import dev.sluice.model.LogStore.Stored;
import dev.sluice.model.LogStore.Written;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every store of shared logs does. */
public abstract class LogStoreContract {
    private static final Duration RETENTION = Duration.ofMinutes(1);
    private static final Done DONE = new Done("stop", new Usage(1, 2, 0, 0), 0.25, false, false);
    private static final Failed LOST = new Failed("lost", "gone", true);

    private final StreamId stream = StreamId.random();
    private final String owner = "a." + stream.value();
    private final StreamFacts facts = facts(owner);

    protected abstract LogStore store();

    private StreamFacts facts(String owner) {
        return new StreamFacts(stream, owner, "ann", "acme", "gpt-é", "share");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }

    private static List<StreamEvent> texts(String... texts) {
        List<StreamEvent> events = new ArrayList<>();
        for (String text : texts) events.add(Chunks.text(text));
        return events;
    }

    private Written append(long first, String... texts) throws Exception {
        return get(store().append(stream, new Entry(first, texts(texts))));
    }

    private void begun() throws Exception {
        assertEquals(true, get(store().begin(facts, Transcript.EMPTY)));
    }

    @Test
    void aLogThatIsNotThereIsNotThere() throws Exception {
        assertNull(get(store().open(stream)));
        assertNull(get(store().standing(stream)));
        assertEquals(List.of(), get(store().read(stream, 0)));
        assertEquals(Written.MISSING, append(1, "a"));
        assertEquals(Written.MISSING, get(store().end(owner, stream, new Entry(1, List.of(DONE)), RETENTION)));
        assertEquals(false, get(store().seal(owner, stream, LOST, RETENTION)));
    }

    @Test
    void oneThatWasBegunIsFoundBeforeItsFirstEvent() throws Exception {
        begun();
        assertEquals(new Stored(facts, Transcript.EMPTY, List.of(), false), get(store().open(stream)));
        assertEquals(new Standing(owner, 0, false), get(store().standing(stream)));
        assertEquals(List.of(stream), get(store().running(owner)));
    }

    @Test
    void batchesAreReadAsTheyWereWritten() throws Exception {
        begun();
        assertEquals(Written.DONE, append(1, "a", "b", "c"));
        assertEquals(Written.DONE, append(4, "d"));
        Entry first = new Entry(1, texts("a", "b", "c"));
        Entry second = new Entry(4, texts("d"));
        assertEquals(List.of(first, second), get(store().read(stream, 0)));
        assertEquals(List.of(first, second), get(store().read(stream, 2)), "the first one may begin before");
        assertEquals(List.of(second), get(store().read(stream, 3)));
        assertEquals(List.of(), get(store().read(stream, 4)));
        assertEquals(List.of(first, second), get(store().open(stream)).entries());
        assertEquals(new Standing(owner, 4, false), get(store().standing(stream)));
    }

    @Test
    void aBatchThatCameAlreadyIsRefused() throws Exception {
        begun();
        append(1, "a", "b");
        assertEquals(Written.REFUSED, append(1, "a", "b"));
        assertEquals(Written.REFUSED, append(1, "a"));
        assertEquals(1, get(store().read(stream, 0)).size());
        Entry end = new Entry(2, List.of(DONE));
        assertEquals(Written.REFUSED, get(store().end(owner, stream, end, RETENTION)));
    }

    @Test
    void theLastBatchSeals() throws Exception {
        begun();
        List<StreamEvent> last = texts("a");
        last.add(DONE);
        assertEquals(Written.DONE, get(store().end(owner, stream, new Entry(1, last), RETENTION)));
        assertEquals(new Standing(owner, 2, true), get(store().standing(stream)));
        assertEquals(List.of(new Entry(1, last)), get(store().read(stream, 0)));
        assertEquals(false, get(store().seal(owner, stream, LOST, RETENTION)), "it has its end");
    }

    @Test
    void whoSealsADeadOwnersLogShutsItsOwnerOut() throws Exception {
        begun();
        append(1, "a", "b");
        assertEquals(false, get(store().seal("b.1", stream, LOST, RETENTION)), "not that one's");
        assertEquals(true, get(store().seal(owner, stream, LOST, RETENTION)));
        assertEquals(false, get(store().seal(owner, stream, LOST, RETENTION)));
        assertEquals(new Standing(null, 2 + LogStore.JUMP, true), get(store().standing(stream)));
        assertEquals(
                List.of(new Entry(2 + LogStore.JUMP, List.of(LOST))),
                get(store().read(stream, 40)),
                "what was said, and its end, for those who saw more");
        assertEquals(Written.REFUSED, append(3, "c"));
        Entry end = new Entry(3, List.of(DONE));
        assertEquals(Written.REFUSED, get(store().end(owner, stream, end, RETENTION)));
        assertEquals(false, get(store().begin(facts, Transcript.EMPTY)));
        assertEquals(2, get(store().read(stream, 0)).size());
    }

    @Test
    void oneThatNeverSaidAnythingIsSealedToo() throws Exception {
        begun();
        assertEquals(true, get(store().seal(owner, stream, LOST, RETENTION)));
        assertEquals(List.of(new Entry(LogStore.JUMP, List.of(LOST))), get(store().read(stream, 0)));
    }

    @Test
    void aLogMayBeBegunAnewBehindATranscript() throws Exception {
        begun();
        append(1, "a", "b");
        Transcript said = said(1, "a", "b", "c");
        assertEquals(true, get(store().begin(facts, said)));
        assertEquals(new Stored(facts, said, List.of(), false), get(store().open(stream)));
        assertEquals(new Standing(owner, 3, false), get(store().standing(stream)));
        assertEquals(Written.REFUSED, append(3, "c"));
        assertEquals(Written.DONE, append(4, "d"));
        assertEquals(
                List.of(new Entry(4, texts("d"))), get(store().open(stream)).entries());
    }

    @Test
    void nobodyBeginsAnothersLog() throws Exception {
        begun();
        assertEquals(false, get(store().begin(facts("b.1"), Transcript.EMPTY)));
        assertEquals(facts, get(store().open(stream)).facts());
    }

    @Test
    void whatTheTranscriptCoversIsLetGoOf() throws Exception {
        begun();
        append(1, "a", "b");
        append(3, "c", "d");
        append(5, "e");
        Transcript said = said(1, "a", "b", "c", "d");
        get(store().fold(stream, said, 4));
        List<Entry> left = List.of(new Entry(3, texts("c", "d")), new Entry(5, texts("e")));
        assertEquals(left, get(store().read(stream, 0)), "a batch goes as a whole");
        assertEquals(new Stored(facts, said, List.of(new Entry(5, texts("e"))), false), get(store().open(stream)));
        assertEquals(new Standing(owner, 5, false), get(store().standing(stream)));
    }

    @Test
    void aReadYieldsNoMoreThanItMay() throws Exception {
        begun();
        for (int i = 1; i <= LogStore.MOST_ENTRIES + 3; i++) append(i, "x");
        assertEquals(LogStore.MOST_ENTRIES, get(store().read(stream, 0)).size());
        assertEquals(3, get(store().read(stream, LogStore.MOST_ENTRIES)).size());
        Stored stored = get(store().open(stream));
        assertEquals(true, stored.more());
        assertEquals(LogStore.MOST_ENTRIES, stored.entries().size());
    }

    @Test
    void whatWasDiscardedIsNotThere() throws Exception {
        begun();
        append(1, "a");
        get(store().discard(owner, stream));
        assertNull(get(store().open(stream)));
        assertEquals(Written.MISSING, append(2, "b"));
        assertEquals(List.of(), get(store().running(owner)));
    }

    private Transcript said(long first, String... texts) {
        List<Frame> frames = new ArrayList<>();
        for (String text : texts) frames.add(new Frame(stream, first + frames.size(), Chunks.text(text)));
        return new OpenAiFold().fold(Transcript.EMPTY, frames);
    }
}
