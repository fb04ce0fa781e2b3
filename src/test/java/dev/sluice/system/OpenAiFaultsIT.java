package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a provider's connection does, the client gets the full answer or one typed error: never less without a word. */
final class OpenAiFaultsIT {
    private static TestNode node;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_TIMEOUT_IDLE", "400ms", "SLUICE_TIMEOUT_FIRST_EVENT", "1s");
        client = Sdk.client(node, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crlf",
                "split",
                "no-done",
                "nospace",
                "comment",
                "big",
                "usage-cumulative",
                "reject-stream-options",
                "crlf+split+big",
                "split+nospace+comment+no-done"
            })
    void anOddShapeIsTheFullAnswer(String fault) {
        String model = "sim-instant;fault=" + fault;
        List<ChatCompletionChunk> chunks = Sdk.read(client, Sdk.ask(model).build());
        assertEquals(Sdk.expected(model), Sdk.text(chunks));
        assertTrue(Sdk.finished(chunks));
        assertEquals(
                Sdk.expected(model),
                client.chat()
                        .completions()
                        .create(Sdk.ask(model).build())
                        .choices()
                        .get(0)
                        .message()
                        .content()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "cut,          upstream_truncated",
        "rst,          upstream_reset",
        "stall,        upstream_idle_timeout",
        "error-in-200, server_overloaded",
        "bad-json,     upstream_malformed",
    })
    void aBreakInTheMiddleIsToldInTheStream(String fault, String code) {
        String model = "sim-instant;rate=500;tokens=60;at=20;fault=" + fault;
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        SseException e = assertThrows(
                SseException.class, () -> Sdk.read(client, Sdk.ask(model).build(), chunks));
        assertEquals(code, e.code().orElseThrow());
        String text = Sdk.text(chunks);
        assertTrue(!text.isEmpty() && Sdk.expected(model).startsWith(text), text);
        assertFalse(Sdk.finished(chunks));
    }

    @ParameterizedTest
    @CsvSource({
        "cut,          0,  502, upstream_truncated",
        "rst,          0,  502, upstream_reset",
        "rst,          -1, 502, upstream_reset",
        "stall,        0,  504, upstream_first_event_timeout",
        "stall,        -1, 504, upstream_first_event_timeout",
        "error-in-200, 0,  503, server_overloaded",
    })
    void aBreakBeforeTheFirstEventHasAStatus(String fault, int at, int status, String code) {
        String model = "sim-instant;at=" + at + ";fault=" + fault;
        InternalServerException e = assertThrows(
                InternalServerException.class,
                () -> Sdk.read(client, Sdk.ask(model).build()));
        assertEquals(status, e.statusCode());
        assertEquals(code, e.code().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "cut,          502, upstream_reset",
        "rst,          502, upstream_reset",
        "stall,        504, upstream_idle_timeout",
        "error-in-200, 503, server_overloaded",
        "bad-json,     502, upstream_malformed",
    })
    void aWholeAnswerThatBreaksHasAStatus(String fault, int status, String code) {
        String model = "sim-instant;fault=" + fault;
        OpenAIServiceException e = assertThrows(
                InternalServerException.class,
                () -> client.chat().completions().create(Sdk.ask(model).build()));
        assertEquals(status, e.statusCode());
        assertEquals(code, e.code().orElseThrow());
    }
}
