package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official OpenAI client works by changing its base URL. */
final class OpenAiSdkIT {
    private static final String MODEL = "sim-instant";
    private static final String CALL = "Please call get_weather for Bergen.";
    private static TestNode node;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        client = Sdk.client(node, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        node.close();
    }

    private static ChatCompletion whole(ChatCompletionCreateParams.Builder params) {
        return client.chat().completions().create(params.build());
    }

    private static ChatCompletionCreateParams withUsage(String model) {
        return Sdk.ask(model)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
    }

    @Test
    void theWholeAnswerIsTheProviders() {
        ChatCompletion answer = whole(Sdk.ask(MODEL));
        assertEquals(
                Sdk.expected(MODEL), answer.choices().get(0).message().content().orElseThrow());
        assertEquals(
                ChatCompletion.Choice.FinishReason.STOP, answer.choices().get(0).finishReason());
        CompletionUsage usage = answer.usage().orElseThrow();
        assertTrue(usage.promptTokens() > 0 && usage.completionTokens() > 0);
        assertEquals(usage.totalTokens(), usage.promptTokens() + usage.completionTokens());
    }

    @Test
    void theStreamedAnswerIsTheProviders() {
        List<ChatCompletionChunk> chunks =
                Sdk.read(client, Sdk.ask("sluice-1-fast").build());
        assertEquals(Sdk.expected("sim-fast"), Sdk.text(chunks));
        assertTrue(Sdk.finished(chunks));
    }

    @Test
    void usageIsStreamedToACallerThatAskedForIt() {
        List<ChatCompletionChunk> chunks = Sdk.read(client, withUsage(MODEL));
        CompletionUsage told =
                chunks.get(chunks.size() - 1).usage().orElseThrow(() -> new AssertionError("no usage at the end"));
        assertTrue(chunks.get(chunks.size() - 1).choices().isEmpty());
        assertEquals(whole(Sdk.ask(MODEL)).usage().orElseThrow(), told);
    }

    @Test
    void usageIsStrippedForACallerThatDidNot() {
        List<ChatCompletionChunk> chunks = Sdk.read(client, Sdk.ask(MODEL).build());
        assertTrue(chunks.stream().noneMatch(chunk -> chunk.usage().isPresent()));
        assertTrue(chunks.stream().noneMatch(chunk -> chunk.choices().isEmpty()));
    }

    @Test
    void usageOnEveryChunkIsPassedOn() {
        List<ChatCompletionChunk> chunks = Sdk.read(client, withUsage(MODEL + ";fault=usage-cumulative"));
        assertEquals(Sdk.expected(MODEL), Sdk.text(chunks));
        assertEquals(
                whole(Sdk.ask(MODEL)).usage().orElseThrow(),
                chunks.get(chunks.size() - 1).usage().orElseThrow());
    }

    @Test
    void aProviderThatRejectsStreamOptionsIsAskedAgainWithout() {
        long before = node.simulator().record().counts().begun();
        List<ChatCompletionChunk> chunks = Sdk.read(client, withUsage(MODEL + ";fault=reject-stream-options"));
        assertEquals(Sdk.expected(MODEL), Sdk.text(chunks));
        assertTrue(Sdk.finished(chunks));
        assertEquals(2, node.simulator().record().counts().begun() - before);
    }

    private static ChatCompletionCreateParams.Builder toolCall() {
        FunctionParameters parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                        "properties",
                        JsonValue.from(Map.of("city", Map.of("type", "string"), "days", Map.of("type", "integer"))))
                .build();
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .addUserMessage(CALL)
                .addFunctionTool(FunctionDefinition.builder()
                        .name("get_weather")
                        .parameters(parameters)
                        .build());
    }

    private static String expectedArguments() {
        JsonObject properties = new JsonObject()
                .put("city", new JsonObject().put("type", "string"))
                .put("days", new JsonObject().put("type", "integer"));
        JsonObject function = new JsonObject()
                .put("name", "get_weather")
                .put("parameters", new JsonObject().put("type", "object").put("properties", properties));
        JsonObject request = new JsonObject()
                .put("model", MODEL)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", CALL)))
                .put(
                        "tools",
                        new JsonArray()
                                .add(new JsonObject().put("type", "function").put("function", function)));
        return Simulator.expectedText(request, null);
    }

    private static void assertCalled(ChatCompletion answer) {
        assertEquals(
                ChatCompletion.Choice.FinishReason.TOOL_CALLS,
                answer.choices().get(0).finishReason());
        ChatCompletionMessageFunctionToolCall call = answer.choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction();
        assertEquals("get_weather", call.function().name());
        assertTrue(call.id().startsWith("call_"), call.id());
        assertEquals(
                new JsonObject(expectedArguments()),
                new JsonObject(call.function().arguments()));
    }

    @Test
    void aToolIsCalledInAWholeAnswer() {
        assertCalled(whole(toolCall()));
    }

    @Test
    void aToolIsCalledInAStream() {
        ChatCompletionAccumulator sum = ChatCompletionAccumulator.create();
        Sdk.read(client, toolCall().build()).forEach(sum::accumulate);
        assertCalled(sum.chatCompletion());
    }

    @Test
    void theModelsAreThoseThatAreConfiguredByName() {
        List<String> ids = client.models().list().data().stream().map(Model::id).toList();
        assertEquals(List.of("sluice-1", "sluice-1-fast", "sluice-1-slow"), ids);
        assertEquals("sluice-1", client.models().retrieve("sluice-1").id());
    }

    @Test
    void aModelThatIsNotThereIsNotFound() {
        NotFoundException refused =
                assertThrows(NotFoundException.class, () -> client.models().retrieve("gpt-99"));
        assertEquals("model_not_found", refused.code().orElseThrow());
        assertFalse(refused.getMessage().isBlank());
    }
}
