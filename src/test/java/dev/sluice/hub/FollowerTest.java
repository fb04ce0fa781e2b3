package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.Frame;
import dev.sluice.model.Provenance;
import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers of an answer that others share get all of it once, however late they come and however far they lag. */
final class FollowerTest extends InHubRoom {
    /** More than a log that may fold holds here as single events. */
    private static final int MANY = 200;

    private Completion sharing() throws Exception {
        return room.now(() -> room.hub.direct(room.lane, HubRoom.WHO, Provenance.NONE, HubRoom.request(true), true));
    }

    /** Leaving what is there for whoever reads. */
    private static List<Chunk> chunks(Completion completion) {
        List<Frame> frames = new ArrayList<>();
        completion.log().read(0, Integer.MAX_VALUE, Integer.MAX_VALUE, frames);
        return frames.stream()
                .filter(frame -> frame.event() instanceof Chunk)
                .map(frame -> (Chunk) frame.event())
                .toList();
    }

    private static String text(Completion completion) {
        StringBuilder text = new StringBuilder();
        for (Chunk chunk : chunks(completion))
            for (Object choice : new JsonObject(chunk.json()).getJsonArray("choices"))
                text.append(((JsonObject) choice).getJsonObject("delta").getString("content", ""));
        return text.toString();
    }

    private void assertWhole(Completion completion) throws Exception {
        room.until("it has ended", () -> completion.log().sealed());
        assertEquals("ab".repeat(MANY), text(completion));
        List<String> reasons = chunks(completion).stream()
                .map(chunk -> OpenAiChunks.scan(chunk.json()).finishReason())
                .filter(reason -> reason != null)
                .toList();
        assertEquals(List.of("stop"), reasons);
        room.hub.readerLeft(completion);
    }

    @Test
    void whoGetsTheEndInOneGoIsToldWhyItEnded() throws Exception {
        Completion one = sharing();
        Completion other = sharing();
        room.provider.next().saysAtOnce("ab", MANY);
        assertWhole(one);
        assertWhole(other);
        room.assertIdle();
    }

    @Test
    void whoFallsBehindInTheMiddleMissesNothingAndHasNothingTwice() throws Exception {
        Completion completion = sharing();
        ScriptedAnswers.Call call = room.provider.next();
        for (int i = 0; i < 10; i++) call.says("ab");
        room.until("the first are there", () -> text(completion).length() == 20);
        call.saysAtOnce("ab", MANY - 10);
        assertWhole(completion);
        room.assertIdle();
    }

    @Test
    void whoComesLateIsToldTheEndOnce() throws Exception {
        Completion early = sharing();
        ScriptedAnswers.Call call = room.provider.next();
        for (int i = 0; i < MANY; i++) call.says("ab");
        room.until("all is said", () -> text(early).length() == 2 * MANY);
        Completion late = sharing();
        room.until("the late one has it, too", () -> text(late).length() == 2 * MANY);
        call.ends();
        assertWhole(early);
        assertWhole(late);
        room.assertIdle();
    }
}
