package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.model.Frame;
import dev.sluice.model.StreamEvent;
import dev.sluice.model.StreamId;
import dev.sluice.model.TabId;
import dev.sluice.model.Transcript;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums of random chunks, however they are split, equal what a tree of every chunk says. */
final class OpenAiFoldTest {
    private static final StreamId STREAM = new StreamId("st_1");
    private static final String[] PIECES = {
        "Hello",
        " ",
        "\"quoted\"",
        "back\\slash",
        "line\nbreak",
        "tab\t",
        "ü",
        "☀",
        "🌈",
        "</script>",
        "\u0001",
        "{}",
        ""
    };

    private final OpenAiFold fold = new OpenAiFold();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSumIsTheOraclesAtEverySplit(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 40; run++) {
            List<JsonObject> chunks = new ArrayList<>();
            for (int i = random.nextInt(30); i > 0; i--) chunks.add(chunk(random));
            List<Frame> frames = frames(chunks);
            Transcript said = Transcript.EMPTY;
            for (int from = 0; from < frames.size(); ) {
                int to = Math.min(frames.size(), from + 1 + random.nextInt(8));
                said = fold.fold(said, frames.subList(from, to));
                from = to;
            }
            assertOracle(chunks, said, "seed " + seed + ", run " + run + ": " + chunks);
        }
    }

    private static JsonObject chunk(SplittableRandom random) {
        JsonObject delta = new JsonObject();
        int kind = random.nextInt(10);
        if (kind < 6) delta.put("content", piece(random));
        else if (kind == 6) delta.put(random.nextBoolean() ? "reasoning_content" : "reasoning", piece(random));
        else if (kind == 7) delta.put("refusal", piece(random));
        else delta.put("tool_calls", calls(random));
        if (random.nextInt(8) == 0) delta.put("role", "assistant");
        if (kind > 5 && random.nextInt(3) == 0) delta.put("content", piece(random));
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).putNull("finish_reason");
        return new JsonObject().put("id", "c1").put("choices", new JsonArray().add(choice));
    }

    private static JsonArray calls(SplittableRandom random) {
        JsonArray calls = new JsonArray();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            JsonObject function = new JsonObject().put("arguments", piece(random));
            if (random.nextBoolean()) function.put("name", "tool" + random.nextInt(3));
            JsonObject call = new JsonObject().put("index", random.nextInt(3)).put("function", function);
            if (random.nextBoolean()) call.put("id", "call_" + random.nextInt(100));
            calls.add(call);
        }
        return calls;
    }

    private static String piece(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) text.append(PIECES[random.nextInt(PIECES.length)]);
        return text.toString();
    }

    private static List<Frame> frames(List<JsonObject> chunks) {
        List<Frame> frames = new ArrayList<>();
        frames.add(new Frame(STREAM, 1, new StreamEvent.Start("m", new TabId("t"))));
        for (JsonObject chunk : chunks)
            frames.add(new Frame(
                    STREAM,
                    frames.size() + 1,
                    OpenAiChunks.scan(chunk.toBuffer()).chunk()));
        return frames;
    }

    private static void assertOracle(List<JsonObject> chunks, Transcript said, String message) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        TreeMap<Integer, JsonObject> calls = new TreeMap<>();
        for (JsonObject chunk : chunks) {
            JsonObject delta = chunk.getJsonArray("choices").getJsonObject(0).getJsonObject("delta");
            text.append(delta.getString("content", "")).append(delta.getString("refusal", ""));
            reasoning.append(delta.getString("reasoning_content", delta.getString("reasoning", "")));
            for (Object each : delta.getJsonArray("tool_calls", new JsonArray())) oracle(calls, (JsonObject) each);
        }
        assertEquals(text.toString(), literal(said.text()), message);
        assertEquals(reasoning.toString(), literal(said.reasoning()), message);
        assertEquals(chunks.size() + 1, said.seq(), message);
        if (calls.isEmpty()) assertNull(said.toolCalls(), message);
        else assertEquals(calls, byIndex(said.toolCalls()), message);
    }

    private static void oracle(TreeMap<Integer, JsonObject> calls, JsonObject part) {
        JsonObject call = calls.computeIfAbsent(
                part.getInteger("index"),
                index -> new JsonObject()
                        .put("index", index)
                        .putNull("id")
                        .put("type", "function")
                        .put("function", new JsonObject().putNull("name").put("arguments", "")));
        if (call.getValue("id") == null) call.put("id", part.getString("id"));
        JsonObject sum = call.getJsonObject("function");
        JsonObject function = part.getJsonObject("function");
        if (sum.getValue("name") == null) sum.put("name", function.getString("name"));
        sum.put("arguments", sum.getString("arguments") + function.getString("arguments"));
    }

    private static TreeMap<Integer, JsonObject> byIndex(JsonArray calls) {
        TreeMap<Integer, JsonObject> map = new TreeMap<>();
        for (Object each : calls) map.put(((JsonObject) each).getInteger("index"), (JsonObject) each);
        assertEquals(calls.size(), map.size());
        return map;
    }

    private static String literal(Buffer body) {
        return new JsonObject("{\"v\":\"" + body + "\"}").getString("v");
    }

    @Test
    void theTranscriptThatItBeginsWithIsNotChanged() {
        JsonObject call = new JsonObject("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":"
                + "[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}");
        Transcript first = fold.fold(Transcript.EMPTY, frames(List.of(call)));
        String before = first.toolCalls().encode();
        fold.fold(first, frames(List.of(call)));
        assertEquals(before, first.toolCalls().encode());
        assertEquals(0, Transcript.EMPTY.text().length());
        assertSame(null, Transcript.EMPTY.toolCalls());
    }

    @Test
    void halfAnEmojiWaitsForItsOtherHalf() {
        Buffer high = Buffer.buffer("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud83c\"}}]}");
        Buffer low = Buffer.buffer("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\udf08\"}}]}");
        Transcript said = fold.fold(
                Transcript.EMPTY,
                List.of(
                        new Frame(STREAM, 1, OpenAiChunks.scan(high).chunk()),
                        new Frame(STREAM, 2, OpenAiChunks.scan(low).chunk())));
        assertEquals("🌈", literal(said.text()));
    }
}
