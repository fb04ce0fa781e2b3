package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ChunkParts;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.dialect.anthropic.AnthropicReader;
import dev.sluice.model.FailureException;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault behind Anthropic's face, read by the reader that the product has for it. */
class AnthropicFaceFaultTest extends SimulatorTestBase {
    private static final String TEXT = Simulator.expectedText("sim", user(QUESTION));
    private static final String FIRST_FIVE = Tokeniser.tokens(TEXT).first(5).text();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "crlf",
                "split",
                "nospace",
                "comment",
                "usage-cumulative",
                "reject-stream-options",
                "crlf+split+nospace+comment"
            })
    void isReadInEveryShape(String shape) throws Exception {
        Seen seen = read(fault(shape));
        assertEquals(TEXT, seen.text());
        assertTrue(seen.reader.terminal());
        ScannedChunk last = seen.chunks.get(seen.chunks.size() - 1);
        assertTrue(last.usageOnly());
        assertEquals(Tokeniser.count(TEXT), last.usage().completionTokens());
        assertTrue(last.usage().promptTokens() > 10);
        assertEquals("stop", seen.chunks.get(seen.chunks.size() - 2).finishReason());
        assertEquals(Ending.COMPLETED, nextEnded().ending());
    }

    @Test
    void aBigEventIsReadWhole() throws Exception {
        assertTrue(read(fault("big")).text().length() > 200 * 1024);
    }

    @Test
    void paddingIsNoContent() throws Exception {
        Seen seen = read(answer("sim-instant;bytes=2000", true));
        assertEquals(TEXT, seen.text());
    }

    @ParameterizedTest
    @CsvSource({"no-done, true", "cut, false", "cut;at=0, false"})
    void isKnownToBeCut(String fault, boolean finished) throws Exception {
        Seen seen = read(fault(fault));
        assertFalse(seen.reader.terminal());
        assertEquals(finished, seen.chunks.stream().anyMatch(chunk -> chunk.finishReason() != null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void anErrorComesInTheStream(int at) throws Exception {
        Seen seen = read(fault("error-in-200;at=" + at));
        assertEquals(at == 0 ? "" : FIRST_FIVE, seen.text());
        assertEquals(
                "overloaded_error",
                seen.chunks.get(seen.chunks.size() - 1).error().type());
        assertEquals(Ending.BROKEN, nextEnded().ending());
    }

    @Test
    void brokenJsonIsMalformed() throws Exception {
        RawAnswer answer = fault("bad-json");
        FailureException failure = assertThrows(FailureException.class, () -> read(answer));
        assertEquals("upstream_malformed", failure.failure().code());
    }

    @ParameterizedTest
    @CsvSource({"401, 401", "429, 429", "500, 500", "503, 529"})
    void refusesBeforeItBegins(String fault, int status) throws Exception {
        RawAnswer answer = fault(fault + ";retry_after=3");
        assertEquals(status, answer.status());
        assertEquals("3", answer.headers().get("retry-after"));
        assertEquals("error", answer.json().getString("type"));
    }

    @Test
    void answersWithAPageOfHtml() throws Exception {
        RawAnswer answer = fault("html502");
        assertEquals(502, answer.status());
        assertTrue(answer.body().contains("<html>"));
    }

    @Test
    void resetsTheConnection() throws Exception {
        RawAnswer answer = fault("rst");
        assertEquals(RawAnswer.End.RESET, answer.end());
        assertEquals(Ending.BROKEN, nextEnded().ending());
        assertEquals(RawAnswer.End.EOF, fault("cut;at=-1").end());
    }

    @Test
    void wantsItsVersionHeader() throws Exception {
        JsonObject body = ask("sim-instant").put("max_tokens", 10);
        RawAnswer answer = post(body, "x-any: y");
        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("anthropic-version"));
    }

    private RawAnswer fault(String fault) throws Exception {
        return answer("sim-instant;fault=" + fault, true);
    }

    private RawAnswer answer(String model, boolean stream) throws Exception {
        return post(ask(model).put("stream", stream).put("max_tokens", 100_000), "anthropic-version: 2023-06-01");
    }

    private RawAnswer post(JsonObject body, String header) throws Exception {
        byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
        String head = "POST /v1/messages HTTP/1.1\r\nHost: sim\r\nContent-Length: " + bytes.length + "\r\n" + header;
        try (Socket socket = RawAnswer.open(port, head + "\r\n\r\n", bytes)) {
            return RawAnswer.read(socket);
        }
    }

    private static Seen read(RawAnswer answer) {
        Seen seen = new Seen(new AnthropicReader("sim", 0), new ArrayList<>());
        SseParser parser = new SseParser(1 << 20, event -> seen.chunks.addAll(seen.reader.event(event)));
        for (byte[] part : answer.parts()) parser.feed(Buffer.buffer(part));
        return seen;
    }

    private record Seen(AnthropicReader reader, List<ScannedChunk> chunks) {
        String text() {
            StringBuilder text = new StringBuilder();
            for (ScannedChunk chunk : chunks)
                if (chunk.chunk() != null)
                    text.append(ChunkParts.of(chunk.chunk()).text());
            return text.toString();
        }
    }
}
