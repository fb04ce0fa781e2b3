package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.hub.ScriptedAnswers.Call;
import dev.sluice.model.FailureException;
import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent.Done;
import dev.sluice.model.StreamEvent.Failed;
import dev.sluice.upstream.JsonAnswer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An answer ends once, whatever ends it, and then holds nothing: no permit, no place, no timer, no upstream call. */
final class HubTest extends InHubRoom {
    private static List<String> events(Completion completion) {
        List<Frame> frames = new ArrayList<>();
        completion.log().read(0, 100, 1 << 20, frames);
        return frames.stream().map(frame -> frame.event().name()).toList();
    }

    private void assertEndedOnce(Completion completion, String status) throws Exception {
        room.untilEnded(status);
        assertTrue(completion.log().sealed());
        // What comes afterwards finds it over.
        room.run(completion::cancel);
        room.run(completion::ended);
        room.hub.readerLeft(completion);
        room.hub.own(completion).stop();
        room.hub.cancelAll();
        room.assertIdle();
        assertEquals(List.of(status), room.ended);
    }

    @Test
    void theProvidersEnd() throws Exception {
        Completion completion = room.direct();
        room.provider.next().says("Hel").says("lo").ends();
        assertEndedOnce(completion, "ok");
        assertEquals(List.of("start", "chunk", "chunk", "chunk", "done"), events(completion));
        assertNull(completion.failure());
    }

    @Test
    void theProvidersEndInTheMiddle() throws Exception {
        Completion completion = room.direct();
        room.provider.next().says("Hel").stops();
        assertEndedOnce(completion, "upstream_truncated");
        assertEquals("upstream_truncated", completion.failure().failure().code());
        assertInstanceOf(Failed.class, completion.log().terminal());
    }

    @Test
    void theProvidersRefusal() throws Exception {
        Completion completion = room.direct();
        room.provider.next().refuses(429, new JsonObject().put("message", "slow down"));
        assertEndedOnce(completion, "upstream_rate_limited");
    }

    @Test
    void theReaderThatLeaves() throws Exception {
        Completion completion = room.direct();
        Call call = room.provider.next().says("Hel");
        room.until("first chunk", () -> completion.log().tail() == 2);
        room.hub.readerLeft(completion);
        assertEndedOnce(completion, "cancelled");
        call.gone.get(5, TimeUnit.SECONDS);
        assertEquals("cancelled", ((Done) completion.log().terminal()).finishReason());
    }

    @Test
    void theReaderThatLeavesTheQueue() throws Exception {
        Completion first = room.direct();
        Completion waiting = room.direct();
        room.hub.readerLeft(waiting);
        room.untilEnded("cancelled");
        assertEquals(0, room.permits.waiting());
        room.provider.next().says("Hello").ends();
        room.untilEnded("cancelled", "ok");
        assertTrue(first.log().sealed() && waiting.log().sealed());
        room.assertIdle();
    }

    @Test
    void theEndOfTheWait() throws Exception {
        Completion first = room.direct();
        Completion waiting = room.direct();
        room.fire(HubRoom.QUEUE_WAIT);
        room.untilEnded("queue_timeout");
        assertEquals("queue_timeout", waiting.failure().failure().code());
        room.provider.next().ends();
        room.untilEnded("queue_timeout", "ok");
        assertTrue(first.log().sealed());
        room.assertIdle();
    }

    @Test
    void aQueueThatIsFull() throws Exception {
        room.direct();
        room.direct();
        Completion third = room.direct();
        room.untilEnded("queue_full");
        assertEquals("queue_full", third.failure().failure().code());
        room.hub.cancelAll();
        room.untilEnded("queue_full", "cancelled", "cancelled");
        room.assertIdle();
    }

    @Test
    void aNodeThatStops() throws Exception {
        Completion completion = room.direct();
        Call call = room.provider.next().says("Hel");
        room.hub.cancelAll();
        assertEndedOnce(completion, "cancelled");
        call.gone.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aRequestThatDoesNotStreamEndsOnceToo() throws Exception {
        Asked exchange = room.json();
        room.provider.next().answers("Hello");
        JsonAnswer answer = exchange.answer().await(5, TimeUnit.SECONDS);
        assertEquals("Hello", answer.body().toJsonObject().getString("text"));
        room.run(exchange::cancel);
        room.untilEnded("ok");
        assertEquals(7, room.usages.get(0).totalTokens());
        room.assertIdle();
    }

    @Test
    void aCallerThatLeavesEndsARequestThatDoesNotStream() throws Exception {
        Asked exchange = room.json();
        Call call = room.provider.next();
        room.run(exchange::cancel);
        room.untilEnded("cancelled");
        call.gone.get(5, TimeUnit.SECONDS);
        room.assertIdle();
        assertFalse(exchange.answer().isComplete());
    }

    @Test
    void aNodeThatStopsTellsTheCallerOfARequestThatDoesNotStream() throws Exception {
        Asked exchange = room.json();
        room.provider.next();
        room.hub.cancelAll();
        Future<JsonAnswer> answer = exchange.answer();
        room.until("told", answer::failed);
        assertEquals("stopped", ((FailureException) answer.cause()).failure().code());
        room.untilEnded("stopped");
        room.assertIdle();
    }
}
