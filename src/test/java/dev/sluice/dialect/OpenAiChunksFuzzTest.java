package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random chunks in random spellings: the scanner finds what a tree shows. */
final class OpenAiChunksFuzzTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final RandomJson json = new RandomJson(random);

    @Test
    void theScannerFindsWhatATreeShows() {
        System.out.println("OpenAiChunksFuzzTest seed " + seed);
        int mergeable = 0;
        for (int round = 0; round < 20_000; round++) {
            String text = json.write(chunk());
            ScannedChunk found = OpenAiChunks.scan(placed(text));
            TreeScan tree = new TreeScan(new JsonObject(text));
            String where = "seed " + seed + " round " + round + ": " + text;
            assertEquals(tree.content, found.content(), where);
            assertEquals(tree.finishReason, found.finishReason(), where);
            assertEquals(tree.usage, found.usage(), where);
            assertEquals(tree.usageOnly, found.usageOnly(), where);
            assertEquals(tree.pure, found.chunk().mergeable(), where);
            if (tree.pure) assertEquals(tree.text, decoded(body(found.chunk())), where);
            assertEquals(new JsonObject(text), new JsonObject(found.chunk().json()), where);
            assertFalse(hasLineEnd(found.chunk().json()), where);
            if (tree.pure) mergeable++;
        }
        assertTrue(mergeable > 1_000, "only " + mergeable + " mergeable chunks were made");
    }

    @Test
    void mergedChunksSayTogetherWhatTheySaidOneByOne() {
        for (int round = 0; round < 2_000; round++) {
            StringBuilder expected = new StringBuilder();
            Buffer bodies = Buffer.buffer();
            Chunk last = null;
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                String text = "x" + json.text(20);
                expected.append(text);
                last = OpenAiChunks.scan(placed(json.write(pure(text)))).chunk();
                bodies.appendBuffer(body(last));
            }
            JsonObject merged = new JsonObject(OpenAiChunks.merged(last, bodies));
            JsonObject delta = merged.getJsonArray("choices").getJsonObject(0).getJsonObject("delta");
            assertEquals(expected.toString(), delta.getString("content"), "seed " + seed);
            delta.put("content", "");
            JsonObject before = new JsonObject(last.json());
            before.getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("delta")
                    .put("content", "");
            assertEquals(before, merged, "seed " + seed);
        }
    }

    @Test
    void everyTruncationIsMalformed() {
        for (int round = 0; round < 50; round++) {
            byte[] whole = json.write(chunk()).strip().getBytes(UTF_8);
            for (int length = 0; length < whole.length; length++) {
                Buffer cut = Buffer.buffer().appendBytes(whole, 0, length);
                OpenAiChunksTest.assertMalformed(cut);
            }
        }
    }

    /** Within a larger array, so that an offset into the array is not one into the buffer. */
    private Buffer placed(String text) {
        int before = random.nextInt(9);
        Buffer all = Buffer.buffer("#".repeat(before) + text + "##");
        return all.slice(before, all.length() - 2);
    }

    private static boolean hasLineEnd(Buffer json) {
        String text = json.toString();
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private static Buffer body(Chunk chunk) {
        return chunk.json().getBuffer(chunk.textFrom(), chunk.textTo());
    }

    private static String decoded(Buffer literalBody) {
        return new JsonArray("[\"" + literalBody + "\"]").getString(0);
    }

    private Map<String, Object> pure(String text) {
        Map<String, Object> choice = new HashMap<>(Map.of("delta", Map.of("content", text)));
        maybe(choice, "index", 0);
        maybe(choice, "finish_reason", null);
        maybe(choice, "logprobs", null);
        Map<String, Object> chunk = new HashMap<>(Map.of("choices", List.of(choice)));
        maybe(chunk, "id", json.text(9));
        maybe(chunk, "object", "chat.completion.chunk");
        maybe(chunk, "created", random.nextInt());
        maybe(chunk, json.text(9) + "_", Map.of("choices", List.of(1), "error", "x", "content", "no"));
        maybe(chunk, "usage", null);
        maybe(chunk, "error", null);
        return chunk;
    }

    private Map<String, Object> chunk() {
        if (random.nextInt(3) == 0) return pure("x" + json.text(30));
        Map<String, Object> chunk = pure("");
        List<Object> choices = new ArrayList<>();
        for (int i = random.nextInt(8) == 0 ? random.nextInt(4) : 1; i > 0; i--) choices.add(choice());
        chunk.put("choices", choices);
        if (random.nextInt(6) == 0) chunk.put("usage", usage());
        return chunk;
    }

    private Map<String, Object> choice() {
        Map<String, Object> delta = new HashMap<>();
        if (random.nextInt(6) > 0) delta.put("content", rare(json.text(8)));
        rarely(delta, "role", "assistant");
        rarely(delta, "reasoning_content", json.text(3));
        rarely(delta, "reasoning", json.text(3));
        rarely(delta, "refusal", json.text(1));
        rarely(delta, "audio", Map.of());
        rarely(delta, "tool_calls", List.of());
        rarely(delta, "tool_calls", List.of(Map.of("index", 0, "function", Map.of("arguments", json.text(9)))));
        rarely(delta, json.text(3) + "?", List.of(List.of(), Map.of("content", "x")));
        Map<String, Object> choice = new HashMap<>();
        if (random.nextInt(9) > 0) choice.put("delta", rare(delta));
        maybe(choice, "index", random.nextInt(7) == 0 ? Integer.valueOf(random.nextInt(3)) : null);
        maybe(choice, "finish_reason", random.nextInt(5) == 0 ? "stop" : null);
        rarely(choice, "logprobs", Map.of("content", List.of(1)));
        rarely(choice, "content_filter_results", Map.of());
        rarely(choice, json.text(3) + "!", random.nextBoolean());
        return choice;
    }

    private Map<String, Object> usage() {
        Map<String, Object> usage = new HashMap<>();
        maybe(usage, "prompt_tokens", random.nextInt(9999));
        maybe(usage, "prompt_tokens_details", rare(Map.of("cached_tokens", 1 + random.nextInt(99), "audio_tokens", 3)));
        maybe(usage, "prompt_cache_hit_tokens", random.nextInt(99));
        maybe(usage, "completion_tokens_details", Map.of("reasoning_tokens", random.nextInt(99)));
        if (!usage.isEmpty()) usage.put("completion_tokens", random.nextInt(9999));
        return usage;
    }

    private Object rare(Object value) {
        return random.nextInt(12) == 0 ? null : value;
    }

    private void maybe(Map<String, Object> map, String name, Object value) {
        if (random.nextBoolean()) map.put(name, value);
    }

    private void rarely(Map<String, Object> map, String name, Object value) {
        if (random.nextInt(12) == 0) map.put(name, value);
    }
}
