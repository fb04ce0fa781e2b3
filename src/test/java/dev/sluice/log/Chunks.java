package dev.sluice.log;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.model.StreamEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Random;

/** Chunks as a provider sends them, scanned as they are in the house. */
public final class Chunks {
    /** What breaks careless JSON: quotes, backslashes, control characters, two- to four-byte characters, the marks of SSE. */
    private static final String[] PIECES = {
        "a",
        " the",
        "\"",
        "\\",
        "\\\\n",
        "\n",
        "\r\n",
        "\t",
        "\u0000",
        "\u001f",
        "é",
        "漢",
        "😀",
        "\u2028",
        "</script>",
        "data: ",
        "\n\n",
        "id: 7",
        "{\"a\":1}",
        "\u007f",
        "\\u0041",
        "'"
    };

    private Chunks() {}

    /** A pure text delta. */
    public static StreamEvent.Chunk text(String text) {
        return delta(new JsonObject().put("content", text));
    }

    public static StreamEvent.Chunk delta(JsonObject delta) {
        JsonObject choice = new JsonObject().put("index", 0).put("delta", delta).put("finish_reason", null);
        Buffer json = new JsonObject()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("choices", new JsonArray().add(choice))
                .toBuffer();
        return OpenAiChunks.scan(json).chunk();
    }

    /** The first chunk of most providers. */
    public static StreamEvent.Chunk role() {
        return delta(new JsonObject().put("role", "assistant").put("content", ""));
    }

    /** A piece of a tool call. */
    public static StreamEvent.Chunk tool(int index, String arguments) {
        JsonObject call = new JsonObject()
                .put("index", index)
                .put("id", "call_" + index)
                .put("type", "function")
                .put("function", new JsonObject().put("name", "look_up").put("arguments", arguments));
        return delta(new JsonObject().put("tool_calls", new JsonArray().add(call)));
    }

    public static StreamEvent.Chunk reasoning(String text) {
        return delta(new JsonObject().put("reasoning_content", text));
    }

    /** Text that is hard to carry; empty now and then. */
    public static String nasty(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) text.append(PIECES[random.nextInt(PIECES.length)]);
        return text.toString();
    }

    /** Mostly text, now and then something else. */
    public static StreamEvent.Chunk any(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> role();
            case 1 -> tool(random.nextInt(2), nasty(random));
            case 2 -> reasoning(nasty(random));
            default -> text(nasty(random));
        };
    }
}
