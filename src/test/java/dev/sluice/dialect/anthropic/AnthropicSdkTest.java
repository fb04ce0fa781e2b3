package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.sluice.dialect.JsonTree;
import dev.sluice.model.Failure;
import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anthropic's official client reads what is written here: it is the judge of what a stream must look like. */
final class AnthropicSdkTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Buffer> answer = new AtomicReference<>();
    private final AtomicReference<String> type = new AtomicReference<>();
    private AnthropicClient client;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("content-type", type.get())
                                .end(answer.get())));
        int port = server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS).actualPort();
        client = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .apiKey("any")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void readsRandomStreams() {
        long seed = System.nanoTime();
        System.out.println("AnthropicSdkTest seed " + seed);
        for (int round = 0; round < 200; round++) {
            List<Chunk> chunks = new RandomAnswer(new Random(seed + round)).chunks();
            Message message = streamed(AnthropicRoundTripTest.written(chunks));
            Sum sum = Sum.of(chunks);
            String why = "seed " + (seed + round);
            assertEquals(sum.text.toString(), text(message), why);
            assertEquals(sum.reasoning.toString(), thoughts(message), why);
            assertEquals(sum.usage.completionTokens(), message.usage().outputTokens(), why);
            List<ContentBlock> calls =
                    message.content().stream().filter(ContentBlock::isToolUse).toList();
            assertEquals(sum.calls.size(), calls.size(), why);
            for (int i = 0; i < calls.size(); i++) {
                assertEquals(sum.calls.get(i).get(0), calls.get(i).asToolUse().id(), why);
                assertEquals(sum.calls.get(i).get(1), calls.get(i).asToolUse().name(), why);
                Map<?, ?> input = calls.get(i).asToolUse()._input().convert(Map.class);
                assertEquals(new JsonObject(sum.calls.get(i).get(2)).getMap(), input, why);
            }
        }
    }

    @Test
    void readsAWholeAnswer() {
        JsonObject function = new JsonObject().put("name", "f").put("arguments", "{\"a\":[1,2.5,null]}");
        JsonObject call =
                new JsonObject().put("id", "call_1").put("type", "function").put("function", function);
        JsonObject said = new JsonObject()
                .put("role", "assistant")
                .put("content", "Well 🚀")
                .put("reasoning_content", "hm")
                .put("tool_calls", JsonArray.of(call));
        JsonObject choice =
                new JsonObject().put("index", 0).put("message", said).put("finish_reason", "tool_calls");
        JsonObject usage = new JsonObject().put("prompt_tokens", 7).put("completion_tokens", 3);
        JsonObject completion =
                new JsonObject().put("choices", JsonArray.of(choice)).put("usage", usage);
        type.set("application/json");
        answer.set(AnthropicAnswers.fromOpenAi(JsonTree.encode(completion), "msg_1", "m"));
        Message message = client.messages().create(params()).validate();
        assertEquals("Well 🚀", text(message));
        assertEquals("hm", thoughts(message));
        assertEquals("tool_use", message.stopReason().orElseThrow().asString());
        assertEquals(7, message.usage().inputTokens());
    }

    @Test
    void aFailureInTheStreamReachesItAsATypedError() {
        Buffer out = Buffer.buffer();
        AnthropicWriter writer = new AnthropicWriter("msg_1", "m", 5);
        new RandomAnswer(new Random(1)).chunks().subList(0, 2).forEach(chunk -> writer.chunk(chunk, out));
        out.appendBuffer(AnthropicWriter.ping());
        writer.fail(Failure.of(Failure.Kind.OVERLOADED, "upstream_overloaded", "Too much"), out);
        writer.end("stop", null, out);
        AnthropicServiceException error = assertThrows(AnthropicServiceException.class, () -> streamed(out));
        assertTrue(error.getMessage().contains("Too much"), error.getMessage());
    }

    private Message streamed(Buffer stream) {
        type.set("text/event-stream; charset=utf-8");
        answer.set(stream);
        MessageAccumulator all = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(params())) {
            events.stream().forEach(event -> all.accumulate(event.validate()));
        }
        return all.message().validate();
    }

    private static MessageCreateParams params() {
        return MessageCreateParams.builder()
                .model("m")
                .maxTokens(9)
                .addUserMessage("?")
                .build();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.text().ifPresent(said -> text.append(said.text())));
        return text.toString();
    }

    private static String thoughts(Message message) {
        StringBuilder text = new StringBuilder();
        message.content().forEach(block -> block.thinking().ifPresent(said -> text.append(said.thinking())));
        return text.toString();
    }
}
