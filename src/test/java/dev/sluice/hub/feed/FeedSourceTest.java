package dev.sluice.hub.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.PermitQueue;
import dev.sluice.hub.feed.FeedSource.State;
import dev.sluice.model.Principal;
import dev.sluice.model.Tier;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the one connection of a feed does, case by case. */
final class FeedSourceTest extends FeedSourceRig {
    @Test
    void opensWithTheFirstReaderAndOnce() {
        FeedSource source = source();
        wanted(source, true);
        wanted(source, true);
        assertEquals(1, outside.calls.size());
        assertNull(outside.call().request.lastEventId());
        assertEquals(1, permits.inUse());
    }

    @Test
    void staysForTheLingerAndThenHoldsNothing() {
        FeedSource source = source();
        opened(source);
        wanted(source, false);
        outside.pass(LINGER.minusMillis(1));
        assertEquals(State.OPEN, source.state());
        outside.pass(Duration.ofMillis(1));
        assertEquals(State.IDLE, source.state());
        assertTrue(outside.call().cancelled);
        assertEquals(0, permits.inUse());
        assertEquals(0, outside.alarms());
    }

    @Test
    void aReaderWithinTheLingerFindsTheConnection() {
        FeedSource source = source();
        opened(source);
        wanted(source, false);
        outside.pass(LINGER.minusMillis(1));
        wanted(source, true);
        outside.pass(LINGER.multipliedBy(2));
        assertEquals(State.OPEN, source.state());
        assertEquals(1, outside.calls.size());
    }

    @Test
    void goesOnBehindTheLastIdAfterABreak() {
        FeedSource source = source();
        HandOutside.Call first = opened(source);
        first.handler.event("tick", "1", "a");
        first.handler.event("tick", "2", "b");
        first.end("upstream_reset");
        assertEquals(0, permits.inUse(), "a permit is held for an open connection alone");
        outside.pass(MOST);
        assertEquals("2", outside.call().request.lastEventId());
        outside.call().handler.opened(null);
        outside.call().handler.event("tick", "3", "c");
        assertEquals(List.of("a", "b", "c"), told);
    }

    @Test
    void whatTheSourceRepeatsAfterABreakIsToldOnce() {
        FeedSource source = source();
        HandOutside.Call first = opened(source);
        for (int i = 1; i <= 3; i++) first.handler.event("tick", "" + i, "e" + i);
        first.end("ended");
        outside.pass(MOST);
        outside.call().handler.opened(null);
        for (int i = 2; i <= 5; i++) outside.call().handler.event("tick", "" + i, "e" + i);
        outside.call().handler.event("tick", "5", "e5 said again, much later");
        assertEquals(List.of("e1", "e2", "e3", "e4", "e5", "e5 said again, much later"), told);
    }

    @Test
    void tellsAGapWhereTheSourceCannotResume() {
        resume = false;
        FeedSource source = source();
        opened(source).handler.event("tick", "1", "a");
        outside.call().end("ended");
        outside.pass(MOST);
        assertNull(outside.call().request.lastEventId());
        assertEquals(List.of("a"), told, "nobody knows yet that it works again");
        outside.call().handler.opened(null);
        outside.call().handler.event("tick", "9", "b");
        assertEquals(List.of("a", "missed", "b"), told);
    }

    @Test
    void tellsAGapWhereTheSourceHasNoIds() {
        FeedSource source = source();
        opened(source).handler.event("message", null, "a");
        outside.call().end("ended");
        outside.pass(MOST);
        outside.call().handler.opened(null);
        assertEquals(List.of("a", "missed"), told);
    }

    @Test
    void tellsAGapWhereTheSourceSaysThatItGoesOnElsewhere() {
        FeedSource source = source();
        opened(source).handler.event("tick", "5", "a");
        outside.call().end("ended");
        outside.pass(MOST);
        outside.call().handler.opened("80");
        assertEquals(List.of("a", "missed"), told);
    }

    @Test
    void tellsNoGapWhereNothingWasEverTold() {
        resume = false;
        FeedSource source = source();
        wanted(source, true);
        for (int i = 0; i < 5; i++) {
            outside.call().end("upstream_unreachable");
            outside.pass(MOST);
        }
        outside.call().handler.opened(null);
        assertEquals(List.of(), told);
    }

    @Test
    void anIdThatDoesNotFitAHeaderIsNotSent() {
        FeedSource source = source();
        opened(source).handler.event("tick", "zürich\u0001", "a");
        outside.call().end("ended");
        outside.pass(MOST);
        assertNull(outside.call().request.lastEventId());
        outside.call().handler.opened(null);
        assertEquals(List.of("a", "missed"), told);
    }

    @Test
    void delaysGrowWithFullJitterAndAreForgottenOnceItWorks() {
        FeedSource source = source();
        wanted(source, true);
        for (int i = 0; i < 12; i++) {
            long bound = Math.min(MOST.toMillis(), 250L << i);
            int before = outside.calls.size();
            outside.call().end("upstream_unreachable");
            outside.pass(Duration.ofMillis(bound + 1));
            assertEquals(before + 1, outside.calls.size(), "after failure " + i);
        }
        outside.call().handler.opened(null);
        outside.call().handler.event("tick", "1", "a");
        outside.call().end("ended");
        outside.pass(Duration.ofMillis(251));
        assertEquals(14, outside.calls.size());
    }

    @Test
    void theSourcesOwnRetryIsWaitedForFirst() {
        FeedSource source = source();
        opened(source).handler.retry(3000);
        outside.call().end("ended");
        outside.pass(Duration.ofMillis(2999));
        assertEquals(1, outside.calls.size());
        outside.pass(Duration.ofMillis(252));
        assertEquals(2, outside.calls.size());
    }

    @Test
    void a204StopsItUntilTheLastReaderLeftAndAnotherCame() {
        FeedSource source = source();
        wanted(source, true);
        outside.call().end("stopped");
        outside.pass(Duration.ofHours(1));
        assertEquals(1, outside.calls.size());
        assertEquals(0, permits.inUse());
        wanted(source, false);
        outside.pass(LINGER);
        wanted(source, true);
        assertEquals(2, outside.calls.size());
    }

    @Test
    void asksForTheHealthBeforeItTriesAgain() {
        health = URI.create("http://127.0.0.1:1/health");
        FeedSource source = source();
        opened(source).end("ended");
        outside.pass(MOST);
        assertEquals(1, outside.calls.size());
        outside.probes.get(0).accept(false);
        assertEquals(State.WAITING, source.state());
        outside.pass(MOST);
        outside.probes.get(1).accept(true);
        assertEquals(2, outside.calls.size());
    }

    @Test
    void waitsInLineForItsPermitAndLeavesTheLineWhenNobodyWantsIt() {
        PermitQueue.Permit[] other = new PermitQueue.Permit[1];
        permits.acquire(new Principal("u", "t", Tier.FREE, Set.of()), new PermitQueue.Waiter() {
            @Override
            public void granted(PermitQueue.Permit permit) {
                other[0] = permit;
            }

            @Override
            public void shed(dev.sluice.model.Failure failure) {}
        });
        FeedSource source = source();
        wanted(source, true);
        assertEquals(State.QUEUED, source.state());
        wanted(source, false);
        outside.pass(LINGER);
        assertEquals(0, permits.waiting());
        wanted(source, true);
        other[0].release(PermitQueue.Outcome.SUCCESS);
        outside.run();
        assertEquals(State.CONNECTING, source.state());
    }
}
