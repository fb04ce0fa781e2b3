package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that cannot be served is the client's typed exception, with a status that is about the request. */
final class OpenAiErrorsIT {
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

    private static void send(ChatCompletionCreateParams params, boolean stream) {
        if (stream) Sdk.read(client, params);
        else client.chat().completions().create(params);
    }

    private static <T extends OpenAIServiceException> T refused(
            Class<T> type, ChatCompletionCreateParams params, boolean stream) {
        return assertThrows(type, () -> send(params, stream));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnknownModelIsNotFound(boolean stream) {
        NotFoundException e = refused(NotFoundException.class, Sdk.ask("gpt-99").build(), stream);
        assertEquals("model_not_found", e.code().orElseThrow());
        assertEquals("model", e.param().orElseThrow());
        assertTrue(e.getMessage().contains("sluice-1"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "temperature,    warm,  temperature",
        "max_tokens,     -3,    max_tokens",
        "stop,           7,     stop",
        "tools,          none,  tools",
        "stream_options, 1,     stream_options",
        "n,              zero,  n",
    })
    void aBadParameterIsNamed(String member, String value, String param) {
        Object json = value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
        ChatCompletionCreateParams params = Sdk.ask("sim-instant")
                .putAdditionalBodyProperty(member, JsonValue.from(json))
                .build();
        BadRequestException e = refused(BadRequestException.class, params, false);
        assertEquals(param, e.param().orElseThrow());
        assertEquals("invalid_request_error", e.type().orElseThrow());
        assertTrue(e.getMessage().contains(param + ": got "), e.getMessage());
    }

    @Test
    void noMessagesAreNamed() {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model("sim-instant")
                .messages(List.of())
                .build();
        assertEquals(
                "messages",
                refused(BadRequestException.class, params, true).param().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theProvidersOwnRefusalKeepsItsWords(boolean stream) {
        BadRequestException e = refused(
                BadRequestException.class, Sdk.ask("sim-instant;rate=fast").build(), stream);
        assertEquals("rate", e.param().orElseThrow());
        assertTrue(e.getMessage().contains("The directive 'rate=fast' is not a number."), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ourOwnCredentialsRefusalIsNotTheCallers(boolean stream) {
        InternalServerException e = refused(
                InternalServerException.class, Sdk.ask("sim-instant;fault=401").build(), stream);
        assertEquals(502, e.statusCode());
        assertEquals("upstream_credential", e.code().orElseThrow());
        assertFalse(e.getMessage().contains("API key"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theProvidersRateLimitComesUnRenamed(boolean stream) {
        RateLimitException e = refused(
                RateLimitException.class,
                Sdk.ask("sim-instant;fault=429;retry_after=7").build(),
                stream);
        assertEquals("rate_limit_exceeded", e.code().orElseThrow());
        assertEquals("requests", e.type().orElseThrow());
        assertTrue(e.getMessage().contains("Rate limit reached for requests per minute."), e.getMessage());
        assertEquals(List.of("7"), e.headers().values("retry-after"));
        assertEquals(List.of("7000"), e.headers().values("retry-after-ms"));
    }

    @Test
    void theClientWaitsAsLongAsTheProviderAskedAndSucceeds() {
        String model = "sim-instant;fault=429;retry_after=1;times=1;fault-id=sdk-retry";
        OpenAIClient patient = Sdk.client(node, 2);
        try {
            long began = System.nanoTime();
            ChatCompletion answer =
                    patient.chat().completions().create(Sdk.ask(model).build());
            assertEquals(
                    Sdk.expected("sim-instant"),
                    answer.choices().get(0).message().content().orElseThrow());
            assertTrue(System.nanoTime() - began >= Duration.ofMillis(900).toNanos(), "retried before its time");
        } finally {
            patient.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"500,500,server_error", "503,503,service_unavailable"})
    void theProvidersOwnTroubleKeepsItsStatus(String fault, int status, String type) {
        for (boolean stream : new boolean[] {true, false}) {
            InternalServerException e = refused(
                    InternalServerException.class,
                    Sdk.ask("sim-instant;fault=" + fault).build(),
                    stream);
            assertEquals(status, e.statusCode());
            assertEquals(type, e.type().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPageOfHtmlIsAnErrorInJson(boolean stream) {
        InternalServerException e = refused(
                InternalServerException.class,
                Sdk.ask("sim-instant;fault=html502").build(),
                stream);
        assertEquals(502, e.statusCode());
        assertEquals("upstream_error", e.code().orElseThrow());
        assertFalse(e.getMessage().contains("<html"), e.getMessage());
    }

    @Test
    void everyPermitComesBack() {
        Waiting.until("permits back", Duration.ofSeconds(5), () -> node.meter("permits_in_use") == 0);
        assertEquals(0, node.meter("active_streams"));
    }
}
