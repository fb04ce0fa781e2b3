package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.AnswerStore.Whole;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WholeCodecTest {
    private static final Whole ANSWER =
            new Whole(200, List.of(Map.entry("x-a", "é")), Buffer.buffer("{\"a\":1}"), new Usage(1, 300, 0, 7), true);

    @Test
    void whatWasWrittenIsRead() {
        assertEquals(ANSWER, WholeCodec.read(WholeCodec.write(ANSWER)));
    }

    @Test
    void whatIsCutShortOrTooLongIsForeign() {
        Buffer bytes = WholeCodec.write(ANSWER);
        for (int i = 0; i < bytes.length(); i++) {
            int cut = i;
            assertThrows(ForeignValueException.class, () -> WholeCodec.read(bytes.getBuffer(0, cut)));
        }
        assertThrows(
                ForeignValueException.class, () -> WholeCodec.read(bytes.copy().appendByte((byte) 0)));
    }

    @Test
    void anotherVersionIsForeign() {
        assertThrows(
                ForeignValueException.class,
                () -> WholeCodec.read(WholeCodec.write(ANSWER).setByte(0, (byte) 9)));
    }
}
