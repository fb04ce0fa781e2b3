package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatorStreamTest extends SimulatorTestBase {
    private static final JsonArray TOOLS =
            new JsonArray().add(tool("find_file", "path")).add(tool("weather", "city"));

    @Test
    void streamsTheExpectedTextInChunksAsOpenAisAre() throws Exception {
        RawAnswer answer = RawAnswer.of(port, ask("sim-instant"));
        assertEquals(200, answer.status());
        assertEquals("text/event-stream; charset=utf-8", answer.headers().get("content-type"));
        assertEquals(Simulator.expectedText("sim", user(QUESTION)), answer.text());
        List<JsonObject> chunks = answer.chunks();
        assertEquals(
                new JsonObject().put("role", "assistant").put("content", "").putNull("refusal"),
                RawAnswer.delta(chunks.get(0)));
        assertEquals(new JsonObject(), RawAnswer.delta(chunks.get(chunks.size() - 1)));
        assertEquals("stop", answer.finishReason());
        assertEquals("[DONE]", answer.events().get(answer.events().size() - 1));
        for (JsonObject chunk : chunks) {
            assertTrue(chunk.getString("id").matches("chatcmpl-[A-Za-z0-9]{29}"));
            assertEquals(chunks.get(0).getString("id"), chunk.getString("id"));
            assertEquals("chat.completion.chunk", chunk.getString("object"));
            assertEquals("sim-instant", chunk.getString("model"));
            assertTrue(chunk.getString("system_fingerprint").startsWith("fp_"));
            assertEquals(System.currentTimeMillis() / 1000.0, chunk.getLong("created"), 60);
            assertFalse(chunk.containsKey("usage"));
        }
    }

    @Test
    void answersWholeWithTheSameTextAndUsage() throws Exception {
        JsonObject streamed = ask("sim-instant").put("stream_options", new JsonObject().put("include_usage", true));
        List<String> events = RawAnswer.of(port, streamed).events();
        JsonObject last = new JsonObject(events.get(events.size() - 2));
        JsonObject whole =
                RawAnswer.of(port, ask("sim-instant").put("stream", false)).json();
        assertEquals("chat.completion", whole.getString("object"));
        JsonObject choice = whole.getJsonArray("choices").getJsonObject(0);
        assertEquals(
                Simulator.expectedText("sim", user(QUESTION)),
                choice.getJsonObject("message").getString("content"));
        assertEquals("stop", choice.getString("finish_reason"));
        assertEquals(whole.getJsonObject("usage"), last.getJsonObject("usage"));
        assertEquals(new JsonArray(), last.getJsonArray("choices"));
    }

    @Test
    void usageCountsTheTokensThatWereSent() throws Exception {
        JsonObject body =
                ask("sim-instant;tokens=37").put("stream_options", new JsonObject().put("include_usage", true));
        RawAnswer answer = RawAnswer.of(port, body);
        assertEquals(37 + 2, answer.chunks().size());
        for (JsonObject chunk : answer.chunks())
            assertTrue(chunk.containsKey("usage") && chunk.getValue("usage") == null);
        JsonObject usage = new JsonObject(answer.events().get(answer.events().size() - 2)).getJsonObject("usage");
        assertEquals(37, usage.getInteger("completion_tokens"));
        assertEquals(usage.getInteger("total_tokens"), usage.getInteger("prompt_tokens") + 37);
        assertEquals(3 + 3 + 1 + Tokeniser.count(QUESTION), usage.getInteger("prompt_tokens"));
    }

    @Test
    void theSameMessagesInAnotherSpellingGiveTheSameText() throws Exception {
        JsonObject parts = new JsonObject()
                .put(
                        "content",
                        new JsonArray().add(new JsonObject().put("type", "text").put("text", QUESTION)))
                .put("role", "user");
        assertEquals(
                Simulator.expectedText("sim", user(QUESTION)),
                Simulator.expectedText("sim-slow", new JsonArray().add(parts)));
        String other = Simulator.expectedText("sim;seed=2", user(QUESTION));
        assertFalse(other.equals(Simulator.expectedText("sim", user(QUESTION))));
        assertEquals(
                other,
                RawAnswer.of(port, ask("sim-instant"), "X-Simulate: seed=2").text());
    }

    @Test
    void maxTokensEndsWithLength() throws Exception {
        RawAnswer answer = RawAnswer.of(port, ask("sim-instant").put("max_completion_tokens", 9));
        assertEquals("length", answer.finishReason());
        assertEquals(9 + 2, answer.chunks().size());
        assertTrue(Simulator.expectedText("sim", user(QUESTION)).startsWith(answer.text()));
    }

    @Test
    void stopEndsBeforeTheFirstThatOccurs() throws Exception {
        String all = Simulator.expectedText("sim", user(QUESTION));
        String stop = all.substring(40, 47);
        RawAnswer answer = RawAnswer.of(
                port,
                ask("sim-instant")
                        .put("stop", new JsonArray().add("no such thing").add(stop)));
        assertEquals(all.substring(0, all.indexOf(stop)), answer.text());
        assertEquals("stop", answer.finishReason());
    }

    @Test
    void zeroTokensAreAnEmptyAnswer() throws Exception {
        RawAnswer answer = RawAnswer.of(port, ask("sim-instant;tokens=0"));
        assertEquals("", answer.text());
        assertEquals("stop", answer.finishReason());
        assertEquals(2, answer.chunks().size());
    }

    @Test
    void contentEventsHaveAtLeastTheBytesAskedFor() throws Exception {
        RawAnswer answer = RawAnswer.of(port, ask("sim-instant;tokens=50;bytes=700"));
        assertEquals(Simulator.expectedText("sim;tokens=50", user(QUESTION)), answer.text());
        List<JsonObject> chunks = answer.chunks();
        long padded = answer.events().stream()
                .filter(event -> event.getBytes(StandardCharsets.UTF_8).length == 700)
                .count();
        assertEquals(50, padded);
        assertEquals(52, chunks.size());
    }

    @Test
    void callsTheToolThatTheUserNames() throws Exception {
        JsonObject body =
                ask("sim-instant").put("tools", TOOLS).put("messages", user("Please call weather for Lisbon"));
        RawAnswer answer = RawAnswer.of(port, body);
        assertToolCall(answer, "weather", new JsonObject().put("city", "Lisbon"));
        assertEquals(Simulator.expectedText(body, null), arguments(answer));
        assertTrue(answer.chunks().size() > 4, "arguments come in fragments");
    }

    @Test
    void callsTheToolThatIsDemanded() throws Exception {
        JsonObject named =
                new JsonObject().put("type", "function").put("function", new JsonObject().put("name", "weather"));
        JsonObject body = ask("sim-instant").put("tools", TOOLS);
        assertToolCall(RawAnswer.of(port, body.copy().put("tool_choice", "required")), "find_file", null);
        assertToolCall(RawAnswer.of(port, body.copy().put("tool_choice", named)), "weather", null);
        assertEquals(
                "stop",
                RawAnswer.of(port, body.copy().put("tool_choice", "none")).finishReason());
        JsonObject message = RawAnswer.of(
                        port, body.copy().put("tool_choice", "required").put("stream", false))
                .json()
                .getJsonArray("choices")
                .getJsonObject(0)
                .getJsonObject("message");
        assertNull(message.getValue("content"));
        JsonObject function =
                message.getJsonArray("tool_calls").getJsonObject(0).getJsonObject("function");
        assertEquals("find_file", function.getString("name"));
        assertTrue(new JsonObject(function.getString("arguments")).containsKey("path"));
    }

    @Test
    void answersInWordsOnceTheToolHasSpoken() throws Exception {
        JsonArray messages = user("call weather for Lisbon")
                .add(new JsonObject().put("role", "assistant").putNull("content"))
                .add(new JsonObject()
                        .put("role", "tool")
                        .put("tool_call_id", "c")
                        .put("content", "sunny"));
        RawAnswer answer =
                RawAnswer.of(port, ask("sim-instant").put("tools", TOOLS).put("messages", messages));
        assertEquals("stop", answer.finishReason());
    }

    @Test
    void theHeadComesBeforeTheFirstTokenAndTheTokensAtTheirPace() throws Exception {
        try (Socket socket = RawAnswer.post(port, ask("sim;ttft=400;rate=50;jitter=0;tokens=11"))) {
            long begun = System.nanoTime();
            assertTrue(RawAnswer.line(socket.getInputStream()).contains(" 200 "));
            long head = System.nanoTime() - begun;
            while (!RawAnswer.line(socket.getInputStream()).startsWith("data:")) {}
            long first = System.nanoTime() - begun;
            while (!RawAnswer.line(socket.getInputStream()).equals("data: [DONE]")) {}
            long last = System.nanoTime() - begun;
            assertTrue(head < 350_000_000L, () -> "head after ns " + head);
            assertTrue(first >= 380_000_000L, () -> "first token after ns " + first);
            assertTrue(last >= 580_000_000L && last < 5_000_000_000L, () -> "last token after ns " + last);
        }
    }

    @Test
    void theHeadWaitsWhereItIsToldTo() throws Exception {
        long begun = System.nanoTime();
        try (Socket socket = RawAnswer.post(port, ask("sim-instant;head=300"))) {
            RawAnswer.line(socket.getInputStream());
            assertTrue(System.nanoTime() - begun >= 290_000_000L);
        }
    }

    private static void assertToolCall(RawAnswer answer, String name, JsonObject arguments) {
        JsonObject first = RawAnswer.delta(answer.chunks().get(0))
                .getJsonArray("tool_calls")
                .getJsonObject(0);
        assertEquals(name, first.getJsonObject("function").getString("name"));
        assertEquals("", first.getJsonObject("function").getString("arguments"));
        assertTrue(first.getString("id").startsWith("call_"));
        assertEquals("tool_calls", answer.finishReason());
        JsonObject all = new JsonObject(arguments(answer));
        if (arguments != null) assertEquals(arguments, all);
    }

    private static String arguments(RawAnswer answer) {
        StringBuilder all = new StringBuilder();
        for (JsonObject chunk : answer.chunks()) {
            JsonArray calls = RawAnswer.delta(chunk).getJsonArray("tool_calls");
            if (calls != null)
                all.append(calls.getJsonObject(0).getJsonObject("function").getString("arguments"));
        }
        return all.toString();
    }

    private static JsonObject tool(String name, String parameter) {
        JsonObject properties = new JsonObject().put(parameter, new JsonObject().put("type", "string"));
        JsonObject schema = new JsonObject().put("type", "object").put("properties", properties);
        return new JsonObject()
                .put("type", "function")
                .put("function", new JsonObject().put("name", name).put("parameters", schema));
    }
}
