package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With what a permit comes back: that is all that the adaptive limit knows of an upstream's load. */
final class PermitOutcomesTest extends InHubRoom {
    private void assertReturned(String outcome) throws Exception {
        room.until("ended", () -> room.ended.size() == 1);
        room.assertIdle();
        assertEquals(List.of(outcome), room.returned);
    }

    @Test
    void anAnswerTellsItsFirstToken() throws Exception {
        room.direct();
        room.provider.next().says("Hello").ends();
        assertReturned("SUCCESS, timed");
    }

    @Test
    void aWholeAnswerSaysNothingOfItsFirstToken() throws Exception {
        room.json();
        room.provider.next().answers("Hello");
        assertReturned("SUCCESS");
    }

    @Test
    void whoLeavesSaysNothing() throws Exception {
        Completion completion = room.direct();
        room.provider.next();
        room.hub.readerLeft(completion);
        assertReturned("IGNORED");
    }

    @Test
    void anAnswerThatBreaksSaysNothing() throws Exception {
        room.direct();
        room.provider.next().says("Hello").breaks();
        assertReturned("IGNORED, timed");
    }

    @ParameterizedTest
    @CsvSource({"429, DROPPED", "503, DROPPED", "529, DROPPED", "400, IGNORED", "404, IGNORED"})
    void onlyOverloadIsDropped(int status, String outcome) throws Exception {
        room.direct();
        room.provider.next().refuses(status, new JsonObject().put("message", "no"));
        assertReturned(outcome);
    }
}
