package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.ScriptedAnswers.Call;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever ends a request, its caller is charged for what was used, once. Time stands still for the limits. */
final class ChargesTest extends InHubRoom {
    private static final long TOKENS = 50_000;
    private static final int REQUESTS = 60;

    @Override
    HubRoom make() throws Exception {
        return new HubRoom(1, 4, Map.of("SLUICE_LIMITS", "true", "SLUICE_LIMITS_FREE_CONCURRENT", "2"));
    }

    private long used() {
        return TOKENS - room.hub.quotas().state(HubRoom.WHO).tokens().remaining();
    }

    private long prompt(OpenAiRequest request) {
        return room.hub.quotas().estimate(request).prompt();
    }

    private long prompt() {
        return prompt(HubRoom.request(true));
    }

    private long text(String text) {
        return room.hub.quotas().tokenizer().count(text);
    }

    private void assertUsed(long tokens, int requests) throws Exception {
        room.assertIdle();
        assertEquals(tokens, used());
        assertEquals(
                REQUESTS - requests,
                room.hub.quotas().state(HubRoom.WHO).requests().remaining());
        List<Use> uses = room.hub.ledger().ofUser("acme", "ann");
        assertEquals(1, uses.size());
        assertEquals(requests, uses.get(0).requests());
        assertEquals(tokens, uses.get(0).prompt() + uses.get(0).answer());
    }

    @Test
    void anEstimateIsTakenUntilTheTruthIsKnown() throws Exception {
        room.direct();
        assertEquals(prompt() + 1000, used());
        room.provider.next().says("Hello").ends();
        room.untilEnded("ok");
    }

    @Test
    void anAnswerWhoseProviderNeverTellsIsCounted() throws Exception {
        room.direct();
        room.provider.next().says("Hello there").ends();
        room.untilEnded("ok");
        assertUsed(prompt() + text("Hello there"), 1);
    }

    @Test
    void whoLeavesInTheMiddleHasHadThePromptAndTheTextSoFar() throws Exception {
        Completion completion = room.direct();
        room.provider.next().says("The sky is").says(" blue because");
        room.until("all is here", () -> completion.log().tail() == 3);
        room.hub.readerLeft(completion);
        room.untilEnded("cancelled");
        assertUsed(prompt() + text("The sky is blue because"), 1);
    }

    @Test
    void anAnswerThatBreaksInTheMiddleIsCountedToo() throws Exception {
        room.direct();
        room.provider.next().says("Hello").breaks();
        room.until("ended", () -> room.ended.size() == 1);
        assertUsed(prompt() + text("Hello"), 1);
    }

    @Test
    void whoLeavesBeforeTheFirstWordHasHadThePrompt() throws Exception {
        Completion completion = room.direct();
        Call call = room.provider.next();
        room.hub.readerLeft(completion);
        room.untilEnded("cancelled");
        call.gone.get(5, TimeUnit.SECONDS);
        assertUsed(prompt(), 1);
    }

    @Test
    void whoLeavesTheQueueHasHadNothing() throws Exception {
        Completion first = room.direct();
        Completion waiting = room.direct();
        room.provider.next();
        room.hub.readerLeft(waiting);
        room.untilEnded("cancelled");
        room.hub.readerLeft(first);
        room.untilEnded("cancelled", "cancelled");
        assertUsed(prompt(), 2);
    }

    @Test
    void aRequestThatTheProviderRefusesCostsNothing() throws Exception {
        room.direct();
        room.provider.next().refuses(429, new JsonObject().put("message", "slow down"));
        room.untilEnded("upstream_rate_limited");
        assertUsed(0, 1);
    }

    @Test
    void aWholeAnswerTellsItself() throws Exception {
        Asked asked = room.json();
        room.provider.next().answers("Hello");
        asked.answer().await(5, TimeUnit.SECONDS);
        assertUsed(7, 1);
    }

    @Test
    void whoLeavesAWholeAnswerHasHadThePromptAndWhatIsUsuallyWrittenInThatTime() throws Exception {
        Asked asked = room.json();
        room.provider.next();
        room.clock.pass(Duration.ofSeconds(3));
        room.run(asked::cancel);
        room.untilEnded("cancelled");
        assertUsed(prompt(HubRoom.request(false)) + 150, 1);
    }

    @Test
    void whoLeavesAWholeAnswerPaysForNoMoreThanWasExpected() throws Exception {
        Asked asked = room.json();
        room.provider.next();
        room.clock.pass(Duration.ofMinutes(3));
        room.run(asked::cancel);
        room.untilEnded("cancelled");
        assertUsed(prompt(HubRoom.request(false)) + 1000, 1);
    }

    @Test
    void whoLeavesTheQueueForAWholeAnswerHasHadNothing() throws Exception {
        Asked first = room.json();
        Asked waiting = room.json();
        room.run(waiting::cancel);
        room.provider.next().answers("Hello");
        first.answer().await(5, TimeUnit.SECONDS);
        assertUsed(7, 2);
    }

    @Test
    void whoGetsAnothersAnswerPaysNothingUnlessToldTo() throws Exception {
        OpenAiRequest same = OpenAiRequest.read(Buffer.buffer(
                "{\"model\":\"sim\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
        Asked first = room.now(() -> room.hub.json(room.lane, HubRoom.WHO, Provenance.NONE, same, null));
        Asked second = room.now(() -> room.hub.json(room.lane, HubRoom.WHO, Provenance.NONE, same, null));
        assertEquals(Supply.Kind.COALESCED, second.kind());
        room.provider.next().answers("Hello");
        first.answer().await(5, TimeUnit.SECONDS);
        second.answer().await(5, TimeUnit.SECONDS);
        Asked third = room.now(() -> room.hub.json(room.lane, HubRoom.WHO, Provenance.NONE, same, null));
        assertEquals(Supply.Kind.CACHED, third.kind());
        assertUsed(7, 3);
    }

    @Test
    void whoHasEnoughGoingIsRefusedAndAdmittedWhenOneHasEnded() throws Exception {
        Completion first = room.direct();
        Completion second = room.direct();
        Failure failure = assertThrows(FailureException.class, room::direct).failure();
        assertEquals(Failure.Kind.RATE_LIMITED, failure.kind());
        assertEquals("concurrency_limit_exceeded", failure.code());
        assertEquals(Duration.ofSeconds(1), failure.retryAfter());
        assertEquals(2, room.hub.running());
        room.hub.readerLeft(second);
        room.untilEnded("cancelled");
        Completion third = room.direct();
        room.hub.readerLeft(first);
        room.hub.readerLeft(third);
        room.until("all ended", () -> room.ended.size() == 3);
        room.assertIdle();
    }

    @Test
    void aSubmissionThatIsRefusedLeavesNothingAndMayComeAgain() throws Exception {
        Completion first = room.direct();
        Completion second = room.direct();
        SessionState session = room.sessions.create(HubRoom.WHO).await();
        CompletionException refused = assertThrows(CompletionException.class, () -> submit(session));
        assertTrue(refused.getCause() instanceof FailureException, refused::toString);
        room.hub.readerLeft(second);
        room.untilEnded("cancelled");
        Submitted done = submit(session);
        assertEquals("queued", done.status());
        assertEquals(done, submit(session), "the same key is the same stream, and costs nothing more");
        assertEquals(
                3, REQUESTS - room.hub.quotas().state(HubRoom.WHO).requests().remaining());
        room.hub.find(done.stream()).result().stop();
        room.hub.readerLeft(first);
        room.until("all ended", () -> room.ended.size() == 3);
        room.until("no permit out", () -> room.permits.inUse() == 0);
    }

    private Submitted submit(SessionState session) throws Exception {
        return room.on(() -> room.hub
                        .submissions()
                        .submit(
                                room.lane,
                                session,
                                Provenance.NONE,
                                TabId.DEFAULT,
                                HubRoom.request(true),
                                "key-1",
                                "digest",
                                null))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
