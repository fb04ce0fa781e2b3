package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.ScriptedAnswers.Call;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Tier;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An answer that several share is paid for once, whoever of them leaves and when; or by each, where that is the rule. */
final class SharedChargesTest {
    private static final Principal ANN = who("ann");
    private static final Principal BOB = who("bob");
    private static final Principal CID = who("cid");

    private HubRoom room;

    private static Principal who(String user) {
        return new Principal(user, "acme", Tier.FREE, Set.of());
    }

    private void open(String pays) throws Exception {
        room = new HubRoom(1, 4, Map.of("SLUICE_LIMITS", "true", "SLUICE_SHARING_PAYS", pays));
    }

    @AfterEach
    void shut() throws Exception {
        room.assertIdle();
        room.close();
    }

    private static OpenAiRequest same(boolean stream) {
        return OpenAiRequest.read(Buffer.buffer("{\"model\":\"sim\",\"temperature\":0,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
    }

    private Completion streams(Principal who) throws Exception {
        return room.now(() -> room.hub.direct(room.lane, who, Provenance.NONE, same(true), null));
    }

    private Asked asks(Principal who) throws Exception {
        return room.now(() -> room.hub.json(room.lane, who, Provenance.NONE, same(false), null));
    }

    private long prompt() {
        return room.hub.quotas().estimate(same(true)).prompt();
    }

    private long text(String text) {
        return room.hub.quotas().tokenizer().count(text);
    }

    /** What a user was charged for its one request; -1 where that has not ended. */
    private long paid(Principal who) {
        List<Use> uses = room.hub.ledger().ofUser("acme", who.user());
        return uses.isEmpty() ? -1 : uses.get(0).prompt() + uses.get(0).answer();
    }

    private void assertPaid(long ann, long bob, long cid) throws Exception {
        room.until("all charged", () -> paid(ANN) >= 0 && paid(BOB) >= 0 && paid(CID) >= 0);
        assertEquals(List.of(ann, bob, cid), List.of(paid(ANN), paid(BOB), paid(CID)));
    }

    @Test
    void whoseCallItWasPaysForTheStream() throws Exception {
        open("first");
        streams(ANN);
        streams(BOB);
        streams(CID);
        room.provider.next().says("The sky").says(" is blue").ends();
        assertPaid(prompt() + text("The sky is blue"), 0, 0);
    }

    @Test
    void whereThatOneLeavesTheNextPaysForTheWhole() throws Exception {
        open("first");
        Completion ann = streams(ANN);
        Completion bob = streams(BOB);
        streams(CID);
        Call call = room.provider.next().says("The sky");
        room.until("bob has heard", () -> bob.log().tail() == 2);
        room.hub.readerLeft(ann);
        room.untilEnded("cancelled");
        call.says(" is blue").ends();
        assertPaid(0, prompt() + text("The sky is blue"), 0);
    }

    @Test
    void whereAllLeaveTheLastPaysForWhatWasSaidUntilThen() throws Exception {
        open("first");
        Completion ann = streams(ANN);
        Completion bob = streams(BOB);
        Completion cid = streams(CID);
        Call call = room.provider.next().says("The sky");
        room.until("all have heard", () -> ann.log().tail() == 2 && cid.log().tail() == 2);
        room.hub.readerLeft(ann);
        room.hub.readerLeft(cid);
        room.hub.readerLeft(bob);
        call.gone.get(5, TimeUnit.SECONDS);
        assertPaid(0, prompt() + text("The sky"), 0);
    }

    @Test
    void whoLeavesAloneBeforeTheFirstWordHasHadThePrompt() throws Exception {
        open("first");
        Completion ann = streams(ANN);
        Call call = room.provider.next();
        room.hub.readerLeft(ann);
        call.gone.get(5, TimeUnit.SECONDS);
        room.until("charged", () -> paid(ANN) >= 0);
        assertEquals(prompt(), paid(ANN));
    }

    @Test
    void aStreamThatBreaksIsPaidForOnceAsFarAsItCame() throws Exception {
        open("first");
        streams(ANN);
        streams(BOB);
        streams(CID);
        room.provider.next().says("The sky").breaks();
        assertPaid(prompt() + text("The sky"), 0, 0);
    }

    @Test
    void aWholeAnswerIsPaidForByTheNextWhereTheFirstLeaves() throws Exception {
        open("first");
        Asked ann = asks(ANN);
        Asked bob = asks(BOB);
        asks(CID);
        Call call = room.provider.next();
        room.clock.pass(Duration.ofSeconds(2));
        room.run(ann::cancel);
        call.answers("Hello");
        bob.answer().await(5, TimeUnit.SECONDS);
        assertPaid(0, 7, 0);
    }

    @Test
    void aWholeAnswerThatAllLeaveIsPaidForByTheLastAsItIsGuessed() throws Exception {
        open("first");
        Asked ann = asks(ANN);
        Asked bob = asks(BOB);
        Asked cid = asks(CID);
        Call call = room.provider.next();
        room.clock.pass(Duration.ofSeconds(2));
        room.run(ann::cancel);
        room.run(bob::cancel);
        room.run(cid::cancel);
        call.gone.get(5, TimeUnit.SECONDS);
        assertPaid(0, 0, prompt() + 100);
    }

    @Test
    void eachPaysForWhatItHadWhereThatIsTheRule() throws Exception {
        open("each");
        Completion ann = streams(ANN);
        streams(BOB);
        streams(CID);
        Call call = room.provider.next().says("The sky");
        room.until("ann has heard", () -> ann.log().tail() == 2);
        room.hub.readerLeft(ann);
        room.untilEnded("cancelled");
        call.says(" is blue").ends();
        long whole = prompt() + text("The sky is blue");
        assertPaid(prompt() + text("The sky"), whole, whole);
    }
}
