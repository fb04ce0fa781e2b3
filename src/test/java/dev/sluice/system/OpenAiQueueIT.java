package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers that get no place, or lose it because the node stops, are told so with the client's typed exception. */
final class OpenAiQueueIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private TestNode node;
    private OpenAIClient client;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start("SLUICE_PERMITS", "1", "SLUICE_QUEUE_LENGTH", "1", "SLUICE_QUEUE_WAIT", "1500ms");
        client = Sdk.client(node, 0);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
    }

    private static ChatCompletionCreateParams slow() {
        return Sdk.ask("sim;ttft=0;rate=20;tokens=2000").build();
    }

    /** Takes the one permit. */
    private StreamResponse<ChatCompletionChunk> holder() {
        StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(slow());
        response.stream().iterator().next();
        return response;
    }

    private CompletableFuture<?> whole() {
        return CompletableFuture.supplyAsync(() -> client.chat().completions().create(slow()));
    }

    private static OpenAIServiceException failure(CompletableFuture<?> call) throws Exception {
        CompletionException e = assertThrows(
                CompletionException.class,
                () -> call.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join());
        return assertInstanceOf(OpenAIServiceException.class, e.getCause());
    }

    @Test
    void whoWaitsInVainIsToldWhenToComeBackInWholeSecondsRoundedUp() throws Exception {
        StreamResponse<ChatCompletionChunk> holder = holder();
        InternalServerException e = assertThrows(
                InternalServerException.class, () -> client.chat().completions().create(slow()));
        assertEquals(503, e.statusCode());
        assertEquals("queue_timeout", e.code().orElseThrow());
        assertEquals(List.of("2"), e.headers().values("retry-after"));
        assertEquals(List.of("1500"), e.headers().values("retry-after-ms"));
        holder.close();
    }

    @Test
    void whoFindsTheQueueFullIsRefusedAtOnce() throws Exception {
        StreamResponse<ChatCompletionChunk> holder = holder();
        CompletableFuture<?> waiting = whole();
        Waiting.until("one waits", SOON, () -> node.meter("queue_length") == 1);
        OpenAIServiceException e = failure(whole());
        assertEquals(503, e.statusCode());
        assertEquals("queue_full", e.code().orElseThrow());
        assertEquals("queue_timeout", failure(waiting).code().orElseThrow());
        holder.close();
    }

    @Test
    void aNodeThatStopsTellsThoseWhoWait() throws Exception {
        StreamResponse<ChatCompletionChunk> reading = holder();
        CompletableFuture<?> waiting = whole();
        Waiting.until("one waits", SOON, () -> node.meter("queue_length") == 1);
        node.node().stop().await(5, TimeUnit.SECONDS);
        OpenAIServiceException e = failure(waiting);
        assertEquals(503, e.statusCode());
        assertEquals("stopped", e.code().orElseThrow());
        reading.close();
    }

    @Test
    void aNodeThatStopsTellsAReaderInTheStream() throws Exception {
        StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(slow());
        Iterator<ChatCompletionChunk> chunks = response.stream().iterator();
        chunks.next();
        node.node().stop().await(5, TimeUnit.SECONDS);
        SseException e = assertThrows(SseException.class, () -> chunks.forEachRemaining(chunk -> {}));
        assertEquals("stopped", e.code().orElseThrow());
    }
}
