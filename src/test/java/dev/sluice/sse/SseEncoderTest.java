package dev.sluice.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SseEncoderTest {
    @Test
    void anEventHasItsNameItsIdAndItsData() {
        assertEquals(
                "event: chunk\nid: k3;1;1.2\ndata: {}\n\n",
                SseEncoder.event("chunk", "k3;1;1.2", Buffer.buffer("{}")).toString());
    }

    @Test
    void aPlainMessageHasOnlyData() {
        assertEquals(
                "data: x\n\n", SseEncoder.event(null, null, Buffer.buffer("x")).toString());
        assertEquals(
                "data: x\n\n", SseEncoder.event("", null, Buffer.buffer("x")).toString());
    }

    @Test
    void anEmptyIdIsWrittenSinceItMakesTheReaderForget() {
        assertEquals(
                "id: \ndata: x\n\n",
                SseEncoder.event(null, "", Buffer.buffer("x")).toString());
    }

    @Test
    void everyKindOfLineEndInDataBeginsANewDataLine() {
        assertEquals(
                "data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: \n\n",
                SseEncoder.event(null, null, Buffer.buffer("a\nb\rc\r\nd\n\r")).toString());
    }

    @Test
    void commentsAndRetriesAreClosedByABlankLine() {
        assertEquals(": ping\n\n", SseEncoder.comment("ping").toString());
        assertEquals("retry: 1500\n\n", SseEncoder.retry(1500).toString());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        List<String> texts =
                List.of("", " ", "x", "two\nlines", "\n", "\n\n", ":", " data: x", "é日😀", "y".repeat(999));
        Buffer out = Buffer.buffer();
        StringBuilder expected = new StringBuilder();
        for (String text : texts) {
            SseEncoder.appendEvent(out, " type", " id", Buffer.buffer(text));
            expected.append(NaiveSse.event(" type", text, " id"));
        }
        assertEquals(expected.toString(), String.join("", Recorder.read(List.of(out))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", "\n", "id\r\ndata: injected"})
    void lineEndsAndNulInFieldsAreRefusedAndNothingIsWritten(String bad) {
        Buffer out = Buffer.buffer();
        Buffer data = Buffer.buffer("x");
        assertThrows(InvalidValueException.class, () -> SseEncoder.appendEvent(out, bad, "1", data));
        assertThrows(InvalidValueException.class, () -> SseEncoder.appendEvent(out, "t", bad, data));
        assertThrows(InvalidValueException.class, () -> SseEncoder.comment(bad));
        assertEquals(0, out.length());
    }

    @Test
    void aNegativeRetryIsRefused() {
        assertThrows(InvalidValueException.class, () -> SseEncoder.retry(-1));
    }
}
