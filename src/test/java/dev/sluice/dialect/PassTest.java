package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.anthropic.AnthropicSpeech;
import dev.sluice.dialect.anthropic.AnthropicWriter;
import dev.sluice.dialect.gemini.GeminiSpeech;
import dev.sluice.dialect.gemini.GeminiWriter;
import dev.sluice.dialect.gemini.GeminiWriter.Shape;
import dev.sluice.model.Failure;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import dev.sluice.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that pass from a provider to a caller of its own dialect: overheard, and written again as they came. */
final class PassTest {
    private static final String ANTHROPIC = """
            event: message_start
            data: {"type": "message_start", "message": {"id":"msg_1","usage": {"input_tokens": 5, "output_tokens": 1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type": "ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hé\\u0021"}   }

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"x":1}}}

            event: something_new
            data: {"type":"something_new","a":
            data:  [1]}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":9}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String FIRST = "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hi\"}]},"
            + "\"safetyRatings\":[{\"category\":\"X\"}]}],\"usageMetadata\": {\"promptTokenCount\": 3}}";
    private static final String LAST = "{\"candidates\":[{\"finishReason\":\"STOP\",\"groundingMetadata\":{}}],"
            + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}";
    private static final String GEMINI = "data: " + FIRST + "\n\ndata: " + LAST + "\n\n";

    private final AnthropicWriter anthropic = new AnthropicWriter("msg_ours", "ours", 0);

    private static List<ScannedChunk> overhear(Listener listener, String stream) {
        List<ScannedChunk> heard = new ArrayList<>();
        new SseParser(100_000, new SseParser.Handler() {
                    @Override
                    public void event(SseEvent event) {
                        listener.event(event, heard::add);
                    }
                })
                .feed(Buffer.buffer(stream));
        return heard;
    }

    private static Listener anthropicListener() {
        return new AnthropicSpeech(() -> 0).overhear();
    }

    private static Listener geminiListener() {
        return new GeminiSpeech(() -> 0).overhear();
    }

    private Buffer written(List<ScannedChunk> chunks) {
        Buffer out = Buffer.buffer();
        for (ScannedChunk each : chunks) anthropic.chunk(each.chunk(), out);
        return out;
    }

    private static Buffer written(GeminiWriter writer, List<ScannedChunk> chunks) {
        Buffer out = Buffer.buffer();
        for (ScannedChunk each : chunks) out.appendBuffer(writer.chunk(each.chunk()));
        return out;
    }

    @Test
    void anthropicsEventsAreWrittenAsTheyCame() {
        Listener listener = anthropicListener();
        Buffer out = written(overhear(listener, ANTHROPIC));
        anthropic.end("length", new Usage(5, 9, 0, 0), out);
        assertEquals(ANTHROPIC, out.toString());
        assertTrue(listener.over());
    }

    @Test
    void whatAnAnthropicStreamTellsBesidesIsHeard() {
        List<ScannedChunk> heard = overhear(anthropicListener(), ANTHROPIC);
        assertEquals(List.of(false, false, false, true, false, false, false, false), list(heard));
        assertEquals("length", heard.get(6).finishReason());
        assertEquals(new Usage(5, 1, 0, 0), heard.get(0).usage());
        assertEquals(new Usage(5, 9, 0, 0), heard.get(6).usage());
    }

    private static List<Boolean> list(List<ScannedChunk> heard) {
        return heard.stream().map(ScannedChunk::content).toList();
    }

    @Test
    void aPingIsNotTheBeginningOfAnAnswer() {
        assertEquals(List.of(), overhear(anthropicListener(), "event: ping\ndata: {\"type\":\"ping\"}\n\n"));
    }

    @Test
    void aMissingLastEventIsMadeGood() {
        String cut = ANTHROPIC.substring(0, ANTHROPIC.indexOf("event: message_stop"));
        Buffer out = written(overhear(anthropicListener(), cut));
        anthropic.end("length", null, out);
        assertEquals(ANTHROPIC, out.toString());
    }

    @Test
    void aMissingNameIsMadeGood() {
        Buffer out = written(overhear(anthropicListener(), ANTHROPIC.replaceAll("event: .*\n", "")));
        assertEquals(ANTHROPIC, out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"odd\\nname", "\\u0000", ""})
    void aNameThatCannotStandOnALineIsLeftOut(String type) {
        List<ScannedChunk> heard = overhear(anthropicListener(), "data: {\"type\":\"" + type + "\"}\n\n");
        assertEquals("data: {\"type\":\"" + type + "\"}\n\n", written(heard).toString());
    }

    @Test
    void anErrorIsToldInsteadOfPassed() {
        String error =
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}\n\n";
        ScannedChunk heard = overhear(anthropicListener(), error).get(0);
        assertNull(heard.chunk());
        assertEquals("overloaded_error", heard.error().code());
        ScannedChunk google = overhear(
                        geminiListener(),
                        "data: {\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\"}}\n\n")
                .get(0);
        assertNull(google.chunk());
        assertEquals("m", google.error().message());
    }

    @Test
    void aBreakIsToldBehindWhatPassed() {
        Buffer out = written(overhear(anthropicListener(), ANTHROPIC).subList(0, 4));
        int passed = out.length();
        anthropic.fail(Failure.of(Failure.Kind.UPSTREAM, "upstream_reset", "it broke"), out);
        assertTrue(ANTHROPIC.startsWith(out.getString(0, passed)));
        assertEquals(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"it broke\"}}\n\n",
                out.getString(passed, out.length()));
    }

    @Test
    void geminisEventsAreWrittenAsTheyCame() {
        GeminiWriter writer = new GeminiWriter(Shape.EVENTS, "ours", "ours", false);
        Buffer out = written(writer, overhear(geminiListener(), GEMINI));
        assertEquals(GEMINI, out.appendBuffer(writer.done("stop", Usage.NONE)).toString());
    }

    @Test
    void geminisEventsAreTheElementsOfAnArray() {
        GeminiWriter writer = new GeminiWriter(Shape.ARRAY, "ours", "ours", false);
        Buffer out = written(writer, overhear(geminiListener(), GEMINI)).appendBuffer(writer.done("stop", null));
        assertEquals("[" + FIRST + "\n,\n" + LAST + "\n]", out.toString());
    }

    @Test
    void aBreakClosesTheArray() {
        GeminiWriter writer = new GeminiWriter(Shape.ARRAY, "ours", "ours", false);
        Buffer out = written(writer, overhear(geminiListener(), GEMINI).subList(0, 1));
        out.appendBuffer(writer.failed(Failure.of(Failure.Kind.UPSTREAM, "upstream_reset", "it broke")));
        assertEquals(2, out.toJsonArray().size());
        assertTrue(out.toJsonArray().getJsonObject(1).containsKey("error"));
    }

    @Test
    void whatAGeminiStreamTellsBesidesIsHeard() {
        Listener listener = geminiListener();
        List<ScannedChunk> heard = overhear(listener, GEMINI);
        assertEquals(List.of(true, false), list(heard));
        assertEquals("stop", heard.get(1).finishReason());
        assertEquals(new Usage(3, 4, 0, 0), heard.get(1).usage());
        assertFalse(listener.over());
    }

    @Test
    void wholeAnswersTellTheirUsage() {
        Speech a = new AnthropicSpeech(() -> 0);
        assertEquals(
                new Usage(5, 9, 0, 0),
                a.usage(Buffer.buffer("{\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":9}}")));
        assertEquals(new Usage(3, 4, 0, 0), new GeminiSpeech(() -> 0).usage(Buffer.buffer(LAST)));
    }
}
