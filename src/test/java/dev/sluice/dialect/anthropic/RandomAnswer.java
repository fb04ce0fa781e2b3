package dev.sluice.dialect.anthropic;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams of OpenAI chunks as providers send them, and a little worse: cut anywhere, calls whose pieces come in turns. */
final class RandomAnswer {
    private static final String ALPHABET = "ab {}[]\"\\\n\u0001\u007Fé𝄞日🚀/:,'";
    private final Random random;
    private final List<Chunk> chunks = new ArrayList<>();

    RandomAnswer(Random random) {
        this.random = random;
    }

    List<Chunk> chunks() {
        delta(new JsonObject().put("role", "assistant").put("content", ""), null);
        if (random.nextBoolean()) words("reasoning_content");
        if (random.nextInt(4) > 0) words("content");
        int tools = random.nextInt(4);
        if (tools > 0) calls(tools);
        String finish = tools > 0
                ? "tool_calls"
                : List.of("stop", "length", "content_filter").get(random.nextInt(3));
        delta(new JsonObject(), finish);
        usage();
        return chunks;
    }

    private void words(String member) {
        String all = text(random.nextInt(200));
        for (int at = 0; at < all.length(); ) {
            int to = Math.min(all.length(), at + 1 + random.nextInt(8));
            delta(new JsonObject().put(member, all.substring(at, to)), null);
            at = to;
        }
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return text.toString();
    }

    private void calls(int count) {
        boolean inTurns = random.nextBoolean();
        List<String> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean none = random.nextInt(5) == 0;
            left.add(JsonTree.text(
                    none
                            ? new JsonObject()
                            : new JsonObject().put(text(3), text(20)).put("n", i)));
        }
        int begun = 0;
        int at = 0;
        while (begun < count || left.stream().anyMatch(rest -> !rest.isEmpty())) {
            if (begun == at || inTurns && begun < count && random.nextBoolean()) {
                at = begun++;
                call(at, "call_" + at, "tool" + at, "");
            }
            String rest = left.get(at);
            int to = Math.min(rest.length(), 1 + random.nextInt(9));
            if (to > 0) call(at, null, null, rest.substring(0, to));
            left.set(at, rest.substring(to));
            if (inTurns) at = random.nextInt(begun);
            if (left.get(at).isEmpty()) while (at < begun && left.get(at).isEmpty()) at++;
            if (at == count) at = first(left);
        }
    }

    private static int first(List<String> left) {
        for (int i = 0; i < left.size(); i++) if (!left.get(i).isEmpty()) return i;
        return 0;
    }

    private void call(int index, String id, String name, String arguments) {
        JsonObject function = new JsonObject().put("arguments", arguments);
        JsonObject call = new JsonObject().put("index", index).put("function", function);
        if (id != null) call.put("id", id).put("type", "function");
        if (name != null) function.put("name", name);
        delta(new JsonObject().put("tool_calls", JsonArray.of(call)), null);
    }

    private void delta(JsonObject delta, String finish) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", finish);
        add(new JsonObject().put("id", "x").put("choices", JsonArray.of(choice)));
    }

    private void usage() {
        long cached = random.nextInt(50);
        JsonObject usage = new JsonObject()
                .put("prompt_tokens", cached + 1 + random.nextInt(100))
                .put("completion_tokens", 1 + random.nextInt(100))
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached))
                .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", random.nextInt(9)));
        add(new JsonObject().put("id", "x").put("choices", new JsonArray()).put("usage", usage));
    }

    private void add(JsonObject chunk) {
        chunks.add(OpenAiChunks.scan(JsonTree.encode(chunk)).chunk());
    }
}
