package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.Supply.Kind;
import dev.sluice.log.Chunks;
import dev.sluice.model.AnswerStore;
import dev.sluice.model.Provenance;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamId;
import dev.sluice.model.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a call that may be shared with other nodes takes its answer from, whatever the store says, and whenever. */
final class SharedSupplyTest extends InHubRoom {
    private static final long PATIENCE = 1000;
    private static final StreamId OTHER = new StreamId("st_other");

    /** Says what a test tells it to. */
    private static final class HandAnswers implements AnswerStore {
        record Claim(StreamId mine, StreamId dead, Promise<Found> answer) {}

        final Queue<Claim> claims = new ConcurrentLinkedQueue<>();
        final Queue<String> ends = new ConcurrentLinkedQueue<>();
        volatile int renewed;
        volatile Kept kept;

        @Override
        public Future<Found> claim(String key, StreamId mine, StreamId dead) {
            Claim claim = new Claim(mine, dead, Promise.promise());
            claims.add(claim);
            return claim.answer().future();
        }

        @Override
        public Future<Void> renew(String key, StreamId mine) {
            renewed++;
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> end(String key, StreamId mine, Kept answer, Duration ttl) {
            kept = answer;
            ends.add(mine.value());
            return Future.succeededFuture();
        }

        @Override
        public Future<Whole> whole(String key) {
            return Future.failedFuture("away");
        }

        @Override
        public Future<Void> keep(String key, Whole answer, Duration ttl) {
            return Future.failedFuture("away");
        }
    }

    private final HandAnswers store = new HandAnswers();

    @Override
    HubRoom make() throws Exception {
        return new HubRoom(1, 4, Map.of("SLUICE_LIMITS", "true"));
    }

    @BeforeEach
    void begin() throws Exception {
        room.hub.elsewhere(Elsewhere.NOWHERE, store);
    }

    @AfterEach
    void nothingIsHeld() throws Exception {
        room.assertIdle();
    }

    private Completion ask() throws Exception {
        OpenAiRequest request = OpenAiRequest.read(Buffer.buffer("{\"model\":\"sim\",\"temperature\":0,\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
        return room.now(() -> room.hub.direct(room.lane, HubRoom.WHO, Provenance.NONE, request, null));
    }

    private void said(AnswerStore.Found found) throws Exception {
        HandAnswers.Claim claim = store.claims.remove();
        room.run(() -> claim.answer().complete(found));
    }

    private Done end(Completion answer) throws Exception {
        room.until("ended", () -> answer.log().sealed());
        return (Done) answer.log().terminal();
    }

    @Test
    void whatWasKeptIsToldAsCachedAndCostsNothing() throws Exception {
        Completion first = ask();
        Completion second = ask();
        Done end = new Done("stop", new Usage(3, 2, 0, 0), 1, false, false);
        said(new AnswerStore.Kept(List.of(Chunks.text("a"), Chunks.text("b")), end));
        for (Completion each : List.of(first, second)) {
            Done done = end(each);
            assertTrue(done.cached());
            assertFalse(done.coalesced());
            assertEquals(end.usage(), done.usage());
            assertEquals(4, each.log().tail());
        }
        room.untilEnded("ok", "ok");
        assertNull(room.provider.poll());
        assertTrue(room.hub.ledger().ofUser("acme", "ann").stream().allMatch(use -> use.prompt() + use.answer() == 0));
        assertTrue(store.ends.isEmpty(), "it never had the place");
    }

    @Test
    void whoIsFirstAsksTheProviderAndKeepsTheAnswerForAll() throws Exception {
        Completion first = ask();
        assertNull(room.provider.poll());
        said(new AnswerStore.Yours());
        room.provider.next().says("a").ends();
        assertFalse(end(first).coalesced());
        room.until("kept", () -> store.kept != null);
        assertEquals(2, store.kept.chunks().size(), "the text and the end");
        assertEquals("stop", store.kept.done().finishReason());
    }

    @Test
    void aPlaceIsRenewedAndGivenBackWithoutAnAnswerThatBroke() throws Exception {
        ask();
        said(new AnswerStore.Yours());
        var call = room.provider.next();
        room.fire(AnswerStore.LEASE.toMillis() / 3);
        assertEquals(1, store.renewed);
        call.says("a").breaks();
        room.until("given back", () -> !store.ends.isEmpty());
        assertNull(store.kept);
    }

    @Test
    void aSlowStoreIsNotWaitedForAndOthersMayStillJoin() throws Exception {
        Completion first = ask();
        room.fire(PATIENCE);
        var call = room.provider.next();
        said(new AnswerStore.Yours());
        call.says("a").ends();
        assertEquals(Kind.OWN, first.kind());
        end(first);
        room.until("kept", () -> store.kept != null);
    }

    @Test
    void whatASlowStoreFindsAfterAllIsNotMixedIn() throws Exception {
        Completion first = ask();
        room.fire(PATIENCE);
        var call = room.provider.next();
        said(new AnswerStore.Kept(List.of(Chunks.text("x")), new Done("stop", null, 0, false, false)));
        call.says("a").ends();
        assertFalse(end(first).cached());
        assertEquals(4, first.log().tail(), "start, text, end, done");
    }

    @Test
    void aPlaceThatComesAfterEverybodyHasLeftIsGivenBack() throws Exception {
        Completion first = ask();
        room.hub.readerLeft(first);
        room.untilEnded("cancelled");
        room.until("nothing runs", () -> room.hub.running() == 0);
        String mine = store.claims.peek().mine().value();
        said(new AnswerStore.Yours());
        room.until("given back", () -> store.ends.contains(mine));
        assertNull(room.provider.poll());
    }

    @Test
    void aRunningCallThatNobodyFindsIsLookedForAndThenTakenOver() throws Exception {
        Completion first = ask();
        said(new AnswerStore.Running(OTHER));
        for (int look = 0; look < 6; look++) {
            long wait = 20L << look;
            room.until("it waits " + wait + " ms", () -> room.timers.live(wait) == 1);
            room.fire(wait);
        }
        room.until("claimed anew", () -> !store.claims.isEmpty());
        assertEquals(OTHER, store.claims.peek().dead());
        said(new AnswerStore.Yours());
        room.provider.next().says("a").ends();
        assertFalse(end(first).coalesced());
    }

    @Test
    void aStoreThatIsAwayCostsNobodyAnything() throws Exception {
        Completion first = ask();
        HandAnswers.Claim claim = store.claims.remove();
        room.run(() -> claim.answer().fail("away"));
        room.provider.next().says("a").ends();
        end(first);
        assertTrue(store.ends.isEmpty());
    }
}
