package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.Listener;
import dev.sluice.dialect.anthropic.AnthropicRequest;
import dev.sluice.dialect.anthropic.AnthropicSpeech;
import dev.sluice.dialect.gemini.GeminiRequest;
import dev.sluice.dialect.gemini.GeminiSpeech;
import dev.sluice.hub.AnswerMeter.End;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an answer that passed used, where its caller left before the provider said so. */
final class AnswerMeterTest extends InHubRoom {
    private static final String SAID = "The sky scatters blue light more than red light.";

    @Override
    HubRoom make() throws Exception {
        return new HubRoom(1, 1, Map.of("SLUICE_LIMITS", "true"));
    }

    private static void hear(AnswerMeter meter, Listener listener, String... events) {
        for (String data : events) listener.event(new SseEvent("message", Buffer.buffer(data), ""), meter::heard);
    }

    private long tokens() {
        return room.hub.quotas().tokenizer().count(SAID);
    }

    @Test
    void anthropicTellsThePromptAndTheWordsAreCounted() {
        AnthropicRequest request = AnthropicRequest.read(Buffer.buffer("{\"model\":\"m\"}"), Map.of());
        AnswerMeter meter = new AnswerMeter(room.hub.quotas(), request);
        hear(
                meter,
                new AnthropicSpeech(() -> 0).overhear(),
                "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":70,\"output_tokens\":1}}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"" + SAID + "\"}}");
        assertEquals(new Usage(70, tokens(), 0, 0), meter.used(End.LEFT, true));
        assertEquals(new Usage(70, 1, 0, 0), meter.told());
    }

    @Test
    void geminiTellsNothingAndBothAreCounted() {
        Buffer body = Buffer.buffer("{\"contents\":[{\"parts\":[{\"text\":\"" + SAID + "\"}]}]}");
        GeminiRequest request = GeminiRequest.read("m", body, true);
        AnswerMeter meter = new AnswerMeter(room.hub.quotas(), request);
        hear(
                meter,
                new GeminiSpeech(() -> 0).overhear(),
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + SAID + "\"}]}}]}");
        Usage used = meter.used(End.LEFT, true);
        assertEquals(tokens(), used.completionTokens());
        assertEquals(room.hub.quotas().estimate(request).prompt(), used.promptTokens());
        assertEquals(Usage.NONE, meter.used(End.LEFT, false));
    }

    @Test
    void whatWasToldAtTheEndCounts() {
        GeminiRequest request = GeminiRequest.read("m", Buffer.buffer("{}"), true);
        AnswerMeter meter = new AnswerMeter(room.hub.quotas(), request);
        hear(
                meter,
                new GeminiSpeech(() -> 0).overhear(),
                "{\"candidates\":[{\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"thoughtsTokenCount\":4}}");
        assertEquals(new Usage(3, 4, 0, 4), meter.used(End.COMPLETE, true));
    }
}
