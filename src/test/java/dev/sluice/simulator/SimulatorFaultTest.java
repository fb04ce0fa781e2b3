package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorFaultTest extends SimulatorTestBase {
    private static final String TEXT = Simulator.expectedText("sim", user(QUESTION));
    private static final String FIRST_FIVE = Tokeniser.tokens(TEXT).first(5).text();

    @ParameterizedTest
    @CsvSource({"401, invalid_api_key", "429, rate_limit_exceeded", "500,", "503,"})
    void refusesWithAnErrorInOpenAisWords(int status, String code) throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            RawAnswer answer = fault(status + ";retry_after=3", stream);
            assertEquals(status, answer.status());
            assertEquals("3", answer.headers().get("retry-after"));
            assertEquals("3000", answer.headers().get("retry-after-ms"));
            JsonObject error = answer.json().getJsonObject("error");
            assertEquals(code, error.getString("code"));
            assertFalse(error.getString("message").isEmpty());
            assertEquals(Ending.REFUSED, nextEnded().ending());
        }
        assertFalse(fault("" + status, true).headers().containsKey("retry-after"));
    }

    @Test
    void answersWithAPageOfHtml() throws Exception {
        RawAnswer answer = fault("html502", true);
        assertEquals(502, answer.status());
        assertEquals("text/html", answer.headers().get("content-type"));
        assertTrue(answer.body().contains("<html>"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetsTheConnection(boolean stream) throws Exception {
        RawAnswer answer = fault("rst;at=5", stream);
        assertEquals(200, answer.status());
        assertEquals(RawAnswer.End.RESET, answer.end());
        if (stream) assertEquals(FIRST_FIVE, answer.text());
        assertEquals(Ending.BROKEN, nextEnded().ending());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resetsTheConnectionBeforeTheHead(boolean stream) throws Exception {
        RawAnswer answer = fault("rst;at=-1", stream);
        assertEquals(0, answer.status());
        assertEquals(RawAnswer.End.RESET, answer.end());
    }

    @Test
    void resetsTheConnectionBetweenTheHeadAndTheFirstEvent() throws Exception {
        RawAnswer answer = fault("rst;at=0", true);
        assertEquals(200, answer.status());
        assertEquals(List.of(), answer.events());
        assertEquals(RawAnswer.End.RESET, answer.end());
    }

    @Test
    void closesTheConnectionBeforeTheHead() throws Exception {
        RawAnswer answer = fault("cut;at=-1", true);
        assertEquals(0, answer.status());
        assertEquals(RawAnswer.End.EOF, answer.end());
    }

    @Test
    void cutsCleanlyWithoutAnyMarker() throws Exception {
        RawAnswer answer = fault("cut", true);
        assertEquals(RawAnswer.End.CLEAN, answer.end());
        assertEquals(FIRST_FIVE, answer.text());
        assertEquals(null, answer.finishReason());
        assertFalse(answer.body().contains("[DONE]"));
        ServedRequest served = nextEnded();
        assertEquals(Ending.BROKEN, served.ending());
        assertEquals(5, served.tokens());
        assertEquals(List.of(), fault("cut;at=0", true).events());
        assertEquals(RawAnswer.End.EOF, fault("cut", false).end());
    }

    @Test
    void cutsAtTheEndWhereTheAnswerIsShorter() throws Exception {
        RawAnswer answer = fault("cut;at=1000", true);
        assertEquals(TEXT, answer.text());
        assertEquals(null, answer.finishReason());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 5})
    void stallsUntilTheClientGoes(int at) throws Exception {
        try (Socket socket = RawAnswer.post(port, ask("sim-instant;fault=stall;at=" + at))) {
            StringBuilder got = new StringBuilder();
            socket.setSoTimeout(400); // the behaviour itself: silence
            assertThrows(SocketTimeoutException.class, () -> {
                while (true) got.append(RawAnswer.line(socket.getInputStream())).append('\n');
            });
            assertEquals(at >= 0, got.toString().startsWith("HTTP/1.1 200"));
            assertEquals(Math.max(0, at + (at > 0 ? 1 : 0)), got.toString().split("data: ", -1).length - 1);
            assertEquals(1, simulator.record().counts().running());
        }
        ServedRequest served = nextEnded();
        assertEquals(Ending.ABORTED, served.ending());
        assertEquals(Math.max(0, at), served.tokens());
    }

    @Test
    void tellsAnErrorInsideTheStream() throws Exception {
        RawAnswer first = fault("error-in-200;at=0", true);
        assertEquals(1, first.events().size());
        assertTrue(new JsonObject(first.events().get(0)).getJsonObject("error").containsKey("message"));
        RawAnswer later = fault("error-in-200;at=5", true);
        assertEquals(FIRST_FIVE, later.text());
        assertEquals(1 + 5 + 1, later.events().size());
        assertTrue(later.events().get(6).startsWith("{\"error\""));
        RawAnswer whole = fault("error-in-200", false);
        assertEquals(200, whole.status());
        assertTrue(whole.json().containsKey("error"));
    }

    @Test
    void leavesOutDone() throws Exception {
        RawAnswer answer = fault("no-done", true);
        assertEquals("stop", answer.finishReason());
        assertFalse(answer.body().contains("[DONE]"));
        assertEquals(TEXT, answer.text());
    }

    @Test
    void endsLinesWithCrLf() throws Exception {
        RawAnswer answer = fault("crlf", true);
        assertEquals(TEXT, answer.text());
        assertEquals(-1, answer.body().replace("\r\n", "").indexOf('\n'));
        assertTrue(answer.body().endsWith("\r\n\r\n"));
    }

    @Test
    void leavesOutTheSpaceAndPutsCommentsBetween() throws Exception {
        RawAnswer answer = fault("nospace+comment", true);
        assertEquals(TEXT, answer.text());
        assertFalse(answer.body().contains("data: {"));
        assertTrue(answer.body().contains(": still here\n\ndata:{")
                && answer.body().contains("\n:\ndata:{"));
    }

    @Test
    void splitsEveryCodePointOfSeveralBytes() throws Exception {
        RawAnswer answer = fault("split;tokens=400", true);
        assertEquals(Simulator.expectedText("sim;tokens=400", user(QUESTION)), answer.text());
        long wide = answer.body().codePoints().filter(c -> c > 0x7f).count();
        long cutInside =
                answer.parts().stream().filter(part -> (part[0] & 0xc0) == 0x80).count();
        assertTrue(wide > 0);
        assertEquals(wide, cutInside);
    }

    @Test
    void sendsOneBigEvent() throws Exception {
        RawAnswer answer = fault("big;at=3", true);
        assertEquals(Simulator.expectedText("sim;fault=big;at=3", user(QUESTION)), answer.text());
        int longest = answer.events().stream()
                .mapToInt(event -> event.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
        assertTrue(longest > 200_000, () -> "longest event " + longest);
        assertTrue(answer.events().get(4).length() > 200_000, "role, three tokens, then the big one");
    }

    @Test
    void breaksTheJsonOfOneEvent() throws Exception {
        List<String> events = fault("bad-json;at=2", true).events();
        assertThrows(DecodeException.class, () -> new JsonObject(events.get(3)));
        assertTrue(new JsonObject(events.get(4)).containsKey("id"));
        assertThrows(DecodeException.class, () -> fault("bad-json", false).json());
    }

    @Test
    void carriesTheUsageSoFarOnEachChunk() throws Exception {
        List<JsonObject> chunks = fault("usage-cumulative;tokens=4", true).chunks();
        List<Integer> counts = chunks.stream()
                .map(chunk -> chunk.getJsonObject("usage").getInteger("completion_tokens"))
                .toList();
        assertEquals(List.of(0, 1, 2, 3, 4, 4), counts);
    }

    @Test
    void rejectsStreamOptions() throws Exception {
        JsonObject with = ask("sim-instant;fault=reject-stream-options")
                .put("stream_options", new JsonObject().put("include_usage", true));
        RawAnswer answer = RawAnswer.of(port, with);
        assertEquals(400, answer.status());
        assertEquals("stream_options", answer.json().getJsonObject("error").getString("param"));
        assertEquals(TEXT, fault("reject-stream-options", true).text());
    }

    @Test
    void healsAfterItsTimes() throws Exception {
        assertEquals(500, fault("500;fault-id=x;times=2", true).status());
        assertEquals(500, fault("500;fault-id=x;times=2", true).status());
        assertEquals(TEXT, fault("500;fault-id=x;times=2", true).text());
        assertEquals(500, fault("500;fault-id=y;times=2", true).status());
    }

    @Test
    void theHeaderAsksForFaultsToo() throws Exception {
        assertEquals(
                503,
                RawAnswer.of(port, ask("sim-instant"), "x-simulate: fault=503").status());
        assertEquals(
                200,
                RawAnswer.of(port, ask("sim-instant;fault=503"), "x-simulate: fault=none")
                        .status());
    }

    private RawAnswer fault(String directives, boolean stream) throws Exception {
        return RawAnswer.of(port, ask("sim-instant;fault=" + directives).put("stream", stream));
    }
}
