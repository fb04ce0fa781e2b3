package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluice.simulator.Ending;
import dev.sluice.simulator.ServedRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that leaves stops what is generated, and billed, for it: within a second, in every phase. */
final class OpenAiLeaversIT {
    private static final Duration WITHIN = Duration.ofSeconds(1);
    /** The client gives up after this long, and closes its connection: time enough for its first request to reach the provider. */
    private static final RequestOptions IMPATIENT =
            RequestOptions.builder().timeout(Duration.ofSeconds(2)).build();

    private final BlockingQueue<ServedRequest> ended = new LinkedBlockingQueue<>();
    private TestNode node;
    private OpenAIClient client;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start("SLUICE_PERMITS", "1");
        node.simulator().onEnd(ended::add);
        client = Sdk.client(node, 0);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        node.close();
    }

    private static ChatCompletionCreateParams ask(String model) {
        return Sdk.ask(model).build();
    }

    private void assertUpstreamEndsAndPermitComesBack() throws InterruptedException {
        ServedRequest served = ended.poll(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        assertNotNull(served, "the provider still generates");
        assertEquals(Ending.ABORTED, served.ending());
        Waiting.until("permit back", WITHIN, () -> node.meter("permits_in_use") == 0);
        Waiting.until("forgotten", WITHIN, () -> node.meter("active_streams") == 0);
    }

    private StreamResponse<ChatCompletionChunk> streaming(int chunks) {
        StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(ask("sim;ttft=0;rate=20;tokens=2000"));
        Iterator<ChatCompletionChunk> each = response.stream().iterator();
        for (int i = 0; i < chunks; i++) each.next();
        return response;
    }

    @Test
    void inTheMiddleOfAStream() throws Exception {
        streaming(3).close();
        assertUpstreamEndsAndPermitComesBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim;ttft=60000", "sim;head=60000"})
    void beforeTheFirstToken(String model) throws Exception {
        assertThrows(OpenAIIoException.class, () -> client.chat().completions().createStreaming(ask(model), IMPATIENT));
        assertUpstreamEndsAndPermitComesBack();
    }

    @Test
    void whileAWholeAnswerIsGenerated() throws Exception {
        assertThrows(
                OpenAIIoException.class,
                () -> client.chat().completions().create(ask("sim;rate=10;tokens=2000"), IMPATIENT));
        assertUpstreamEndsAndPermitComesBack();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileWaitingInTheQueue(boolean stream) throws Exception {
        StreamResponse<ChatCompletionChunk> holder = streaming(1);
        assertThrows(OpenAIIoException.class, () -> {
            if (stream) client.chat().completions().createStreaming(ask("sim"), IMPATIENT);
            else client.chat().completions().create(ask("sim"), IMPATIENT);
        });
        Waiting.until("left the queue", WITHIN, () -> node.meter("queue_length") == 0);
        assertEquals(1, node.meter("permits_in_use"));
        assertEquals(1, node.simulator().record().counts().begun(), "its request was sent nevertheless");
        assertTrue(ended.isEmpty(), "somebody else's answer was ended");
        holder.close();
        assertUpstreamEndsAndPermitComesBack();
    }
}
