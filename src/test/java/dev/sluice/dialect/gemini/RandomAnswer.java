package dev.sluice.dialect.gemini;

import dev.sluice.dialect.JsonText;
import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An answer as an OpenAI provider might stream it: cut anywhere, pairs and arguments included, its calls interleaved. */
final class RandomAnswer {
    final Summary expected = new Summary();
    final List<ScannedChunk> chunks = new ArrayList<>();
    private final Random random;

    RandomAnswer(long seed) {
        random = new Random(seed);
        add(new JsonObject().put("role", "assistant").put("content", ""), null);
        for (int i = random.nextInt(3); i > 0; i--) {
            String thought = text(12);
            if (thought.isEmpty()) continue;
            expected.reasoning.append(thought);
            add(new JsonObject().put("reasoning_content", thought), null);
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            String text = text(12);
            if (text.isEmpty()) continue;
            expected.text.append(text);
            int half = random.nextInt(text.length() + 1);
            for (String part : List.of(text.substring(0, half), text.substring(half)))
                add(new JsonObject().put("content", part), null);
        }
        if (random.nextInt(3) > 0) calls(1 + random.nextInt(3));
        String[] reasons = expected.calls.isEmpty()
                ? new String[] {"stop", "length", "content_filter"}
                : new String[] {"tool_calls"};
        expected.finish = reasons[random.nextInt(reasons.length)];
        add(new JsonObject(), expected.finish);
        long completion = 1 + random.nextInt(500);
        expected.usage =
                new Usage(1 + random.nextInt(500), completion, random.nextInt(2), random.nextInt((int) completion));
        Buffer usage = Buffer.buffer("{\"id\":\"c\",\"choices\":[],\"usage\":")
                .appendBuffer(JsonTree.encode(UsageMetadata.openAi(expected.usage)))
                .appendString("}");
        chunks.add(OpenAiChunks.scan(usage));
    }

    private void calls(int count) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonObject args = new JsonObject();
            for (int m = random.nextInt(4); m > 0; m--) args.put("k" + m, value(2));
            expected.calls.add(new JsonObject()
                    .put("id", "id-" + i)
                    .put("name", "f" + random.nextInt(3))
                    .put("args", args));
            rest.add(JsonTree.text(args));
            JsonObject function = new JsonObject()
                    .put("name", expected.calls.getJsonObject(i).getString("name"))
                    .put("arguments", "");
            piece(new JsonObject()
                    .put("index", i)
                    .put("id", "id-" + i)
                    .put("type", "function")
                    .put("function", function));
        }
        while (rest.stream().anyMatch(each -> !each.isEmpty())) {
            int i = random.nextInt(count);
            int length = random.nextInt(rest.get(i).length() + 1);
            String part = rest.get(i).substring(0, length);
            rest.set(i, rest.get(i).substring(length));
            piece(new JsonObject().put("index", i).put("function", new JsonObject().put("arguments", part)));
        }
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(1000) / 8.0;
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> text(8);
            case 5 -> new JsonObject().put(text(3), value(depth - 1));
            default -> new JsonArray().add(value(depth - 1)).add(value(depth - 1));
        };
    }

    private void piece(JsonObject call) {
        add(new JsonObject().put("tool_calls", new JsonArray().add(call)), null);
    }

    private void add(JsonObject delta, String finish) {
        Buffer json = Buffer.buffer("{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":")
                .appendBuffer(JsonTree.encode(delta))
                .appendString(",\"finish_reason\":")
                .appendBuffer(JsonText.literal(finish))
                .appendString("}]}");
        chunks.add(OpenAiChunks.scan(json));
    }

    private String text(int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append("\"\\/{}[],:".charAt(random.nextInt(9)));
                case 1 -> text.append((char) random.nextInt(0x20));
                case 2 -> text.append((char) (0x80 + random.nextInt(0x5000)));
                case 3 -> text.appendCodePoint(0x1F300 + random.nextInt(0x300));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }
}
