package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.channel.Connection;
import dev.sluice.channel.CursorText;
import dev.sluice.channel.Outlet;
import dev.sluice.hub.ScriptedAnswers.Call;
import dev.sluice.model.Frame;
import dev.sluice.model.Provenance;
import dev.sluice.model.SessionId;
import dev.sluice.model.SessionState;
import dev.sluice.model.TabId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer lives as long as somebody wants it, and for a grace after that. */
final class InterestTest extends InHubRoom {
    private static final TabId TAB = new TabId("t1");
    private SessionId session;

    @Override
    HubRoom make() throws Exception {
        return new HubRoom(4, 4);
    }

    @BeforeEach
    void begin() throws Exception {
        session = session();
    }

    private SessionId session() {
        SessionId id = room.sessions.create(HubRoom.WHO).result().id();
        room.sessions.openTab(id, TAB);
        return id;
    }

    private SessionState state(SessionId id) {
        return room.sessions.find(id).result();
    }

    private Connection connect(SessionId id) throws Exception {
        return room.on(() -> room.channels.open(state(id), null, null, new Nowhere(), room.readers));
    }

    private Answer submit() throws Exception {
        Submitted done = room.on(() -> room.hub
                        .submissions()
                        .submit(
                                room.lane,
                                state(session),
                                Provenance.NONE,
                                TAB,
                                HubRoom.request(true),
                                null,
                                null,
                                null))
                .await(5, TimeUnit.SECONDS);
        return room.hub.find(done.stream()).result();
    }

    private void untilGraceRuns() throws Exception {
        room.until("grace runs", () -> room.timers.live(HubRoom.GRACE) == 1);
    }

    private void untilWanted() throws Exception {
        room.until("wanted", () -> room.timers.live(HubRoom.GRACE) == 0);
    }

    @Test
    void anAnswerThatNobodyReadsIsCancelledAfterTheGrace() throws Exception {
        submit();
        Call call = room.provider.next();
        untilGraceRuns();
        room.fire(HubRoom.GRACE);
        room.untilEnded("cancelled");
        call.gone.get(5, TimeUnit.SECONDS);
        room.assertIdle();
    }

    @Test
    void aConnectionOfTheSessionWantsIt() throws Exception {
        connect(session);
        submit();
        untilWanted();
        room.provider.next().ends();
        room.untilEnded("ok");
        room.assertIdle();
    }

    @Test
    void aReconnectWithinTheGraceKeepsIt() throws Exception {
        Connection first = connect(session);
        Answer answer = submit();
        room.run(() -> first.close("client"));
        untilGraceRuns();
        connect(session);
        untilWanted();
        assertEquals(0, room.timers.fire(HubRoom.GRACE));
        room.provider.next().says("Hello").ends();
        room.untilEnded("ok");
        assertTrue(answer.log().sealed());
    }

    @Test
    void theLastTabThatWantsItLeaves() throws Exception {
        connect(session);
        submit();
        untilWanted();
        room.sessions.closeTab(session, TAB);
        untilGraceRuns();
        room.fire(HubRoom.GRACE);
        room.untilEnded("cancelled");
        room.assertIdle();
    }

    @Test
    void aReloadOfTheLastTabKeepsIt() throws Exception {
        connect(session);
        submit();
        room.sessions.closeTab(session, TAB);
        untilGraceRuns();
        room.sessions.openTab(session, TAB);
        untilWanted();
        room.hub.cancelAll();
        room.untilEnded("cancelled");
    }

    @Test
    void anotherSessionThatJoinedKeepsIt() throws Exception {
        connect(session);
        Answer answer = submit();
        SessionId other = session();
        connect(other);
        room.hub.submissions().subscribe(state(other), TAB, answer).await(5, TimeUnit.SECONDS);
        room.sessions.end(session);
        room.run(() -> {});
        untilWanted();
        room.sessions.end(other);
        untilGraceRuns();
        room.fire(HubRoom.GRACE);
        room.untilEnded("cancelled");
    }

    @Test
    void aReaderByUrlKeepsItAndMayComeAndGo() throws Exception {
        Answer answer = submit();
        answer.readerCame();
        answer.readerCame();
        untilWanted();
        answer.readerLeft();
        room.run(() -> {});
        assertEquals(0, room.timers.live(HubRoom.GRACE));
        answer.readerLeft();
        untilGraceRuns();
    }

    @Test
    void whatIsWantedOnAnotherNodeGoesOnUntilItIsNot() throws Exception {
        OwnAnswer answer = (OwnAnswer) submit();
        answer.wantedElsewhere(true);
        untilWanted();
        answer.wantedElsewhere(true);
        room.run(() -> {});
        assertEquals(0, room.timers.live(HubRoom.GRACE));
        answer.wantedElsewhere(false);
        untilGraceRuns();
        room.fire(HubRoom.GRACE);
        room.untilEnded("cancelled");
        answer.wantedElsewhere(true);
        room.assertIdle();
    }

    @Test
    void anAnswerThatOthersTookForLostEndsHereAsAFailure() throws Exception {
        connect(session);
        OwnAnswer answer = (OwnAnswer) submit();
        answer.lost();
        room.untilEnded("upstream_lost");
        answer.lost();
        room.assertIdle();
    }

    @Test
    void aLookBeginsTheGraceAnew() throws Exception {
        Answer answer = submit();
        untilGraceRuns();
        answer.touched();
        room.run(() -> {});
        assertEquals(1, room.timers.live(HubRoom.GRACE), "one timer, begun anew");
        answer.stop();
        room.untilEnded("cancelled");
        room.assertIdle();
    }

    @Test
    void whatEndsDuringTheGraceLeavesNoTimer() throws Exception {
        submit();
        untilGraceRuns();
        room.provider.next().ends();
        room.untilEnded("ok");
        room.assertIdle();
    }

    /** A transport that takes everything. */
    private static final class Nowhere implements Outlet {
        @Override
        public String kind() {
            return "sse";
        }

        @Override
        public void frame(Frame frame, CursorText cursor) {}

        @Override
        public void event(String name, CursorText cursor, Buffer json) {}

        @Override
        public void retry(long millis) {}

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void flush() {}

        @Override
        public boolean full() {
            return false;
        }

        @Override
        public void onDrain(Runnable action) {}

        @Override
        public Future<Void> end() {
            return Future.succeededFuture();
        }

        @Override
        public void drop() {}
    }
}
