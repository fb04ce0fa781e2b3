package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.hub.ScriptedAnswers.Call;
import dev.sluice.model.Provenance;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A provider that knows no {@code stream_options} is asked again without, and from then on without. */
final class StreamOptionsTest extends InHubRoom {
    private static final JsonObject NO_SUCH_ARGUMENT =
            new JsonObject().put("message", "no such argument: stream_options");

    private static boolean hasOptions(Call call) {
        return call.body().containsKey("stream_options");
    }

    @Test
    void aRefusalIsAskedOnceMoreOnTheSamePermit() throws Exception {
        room.direct();
        Call first = room.provider.next();
        assertTrue(hasOptions(first));
        first.refuses(400, NO_SUCH_ARGUMENT);
        Call second = room.provider.next();
        assertFalse(hasOptions(second));
        assertEquals(1, room.permits.inUse());
        second.says("Hello").ends();
        room.untilEnded("ok");
        room.assertIdle();
    }

    @Test
    void theNextCallersDoNotPayForItAgain() throws Exception {
        room.direct();
        room.provider.next().refuses(422, NO_SUCH_ARGUMENT);
        room.provider.next().says("Hello").ends();
        room.untilEnded("ok");
        room.direct();
        Call next = room.provider.next();
        assertFalse(hasOptions(next));
        next.says("Hello").ends();
        room.untilEnded("ok", "ok");
        assertNull(room.provider.poll());
    }

    @Test
    void aSecondRefusalIsTheAnswerAndNothingIsLearntFromIt() throws Exception {
        JsonObject error = new JsonObject().put("message", "x").put("param", "stream_options");
        Completion completion = room.direct();
        room.provider.next().refuses(400, error);
        room.provider.next().refuses(400, error);
        room.untilEnded("upstream_rejected");
        assertEquals("upstream_rejected", completion.failure().failure().code());
        room.direct();
        Call next = room.provider.next();
        assertTrue(hasOptions(next));
        next.says("Hello").ends();
        room.untilEnded("upstream_rejected", "ok");
    }

    @Test
    void whatACallerSaysThereIsNotHeldAgainstTheProvider() throws Exception {
        OpenAiRequest odd = OpenAiRequest.read(
                Buffer.buffer(
                        "{\"model\":\"sim\",\"stream\":true,"
                                + "\"stream_options\":{\"chunk_size\":\"huge\"},\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
        room.on(() -> room.hub.direct(room.lane, HubRoom.WHO, Provenance.NONE, odd, null));
        room.provider.next().refuses(400, new JsonObject().put("param", "stream_options.chunk_size"));
        room.provider.next().says("Hello").ends();
        room.untilEnded("ok");
        room.direct();
        Call next = room.provider.next();
        assertTrue(hasOptions(next));
        next.says("Hello").ends();
        room.untilEnded("ok", "ok");
    }
}
