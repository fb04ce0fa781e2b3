package dev.sluice.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ProviderError;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiReaderTest {
    private final GeminiReader reader = new GeminiReader("chatcmpl-abc", 1_790_000_000, "sim");
    private final GeminiScan scan = new GeminiScan();
    private final List<ScannedChunk> chunks = new ArrayList<>();

    @Test
    void textIsToldInChunksThatMayBeMerged() {
        read("""
                {"candidates":[{"content":{"parts":[{"text":"a\\"b"},{"text":"\\n"}],"role":"model"},"index":0}]}""");
        assertEquals(2, chunks.size());
        assertEquals("assistant", delta(0).getString("role"));
        assertFalse(chunks.get(0).content());
        assertTrue(chunks.get(1).content());
        assertEquals(
                "a\\\"b\\n",
                chunks.get(1)
                        .chunk()
                        .json()
                        .getString(
                                chunks.get(1).chunk().textFrom(),
                                chunks.get(1).chunk().textTo()));
        JsonObject chunk = new JsonObject(chunks.get(1).chunk().json());
        assertEquals("chatcmpl-abc", chunk.getString("id"));
        assertEquals("chat.completion.chunk", chunk.getString("object"));
        assertEquals(1_790_000_000, chunk.getInteger("created"));
        assertEquals("sim", chunk.getString("model"));
    }

    @Test
    void textThoughtsAndCallsOfOneEventAreAllKept() {
        read("""
                {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"So:","thoughtSignature":"c2ln"},
                  {"functionCall":{"name":"f","args":{"a":1}},"thoughtSignature":"dHdv"},{"functionCall":{"id":"own","name":"g"}}]},
                  "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""".replace("\n", " "));
        assertEquals("Hm.", delta(1).getString("reasoning_content"));
        assertEquals("So:", delta(2).getString("content"));
        assertTrue(chunks.get(2).chunk().mergeable());
        assertEquals("c2ln", Signature.find(delta(3)));
        JsonObject first = delta(4).getJsonArray("tool_calls").getJsonObject(0);
        assertEquals(new JsonObject("""
                {"index":0,"id":"call_abc_1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"},
                 "extra_content":{"google":{"thought_signature":"dHdv"}}}"""), first);
        JsonObject second = delta(5).getJsonArray("tool_calls").getJsonObject(0);
        assertEquals(1, second.getInteger("index"));
        assertEquals("own", second.getString("id"));
        assertEquals("tool_calls", chunks.get(6).finishReason());
        assertTrue(chunks.get(7).usageOnly());
        assertTrue(reader.finished());
    }

    @Test
    void usageIsARunningTotalThatMayHaveHoles() {
        read("""
                {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":5,
                 "cachedContentTokenCount":4,"totalTokenCount":15}}""");
        read("""
                {"candidates":[{"content":{"parts":[{"text":"b"}]}}]}""");
        read("""
                {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"candidatesTokenCount":7,"thoughtsTokenCount":2}}""");
        assertEquals(new Usage(15, 0, 4, 0), chunks.get(1).usage());
        assertNull(chunks.get(2).usage());
        assertEquals(new Usage(15, 9, 4, 2), chunks.get(4).usage());
        assertEquals(
                9,
                new JsonObject(chunks.get(4).chunk().json())
                        .getJsonObject("usage")
                        .getInteger("completion_tokens"));
    }

    @Test
    void usageAfterTheFinishIsToldToo() {
        read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}");
        read("{\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":1}}");
        assertEquals(new Usage(3, 1, 0, 0), chunks.get(chunks.size() - 1).usage());
        assertTrue(chunks.get(chunks.size() - 1).usageOnly());
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,stop",
        "MAX_TOKENS,length",
        "SAFETY,content_filter",
        "BLOCKLIST,content_filter",
        "PROHIBITED_CONTENT,content_filter",
        "SPII,content_filter",
        "RECITATION,content_filter",
        "OTHER,stop",
        "A_NEW_ONE,stop"
    })
    void finishReasonsAreTold(String gemini, String openAi) {
        read("{\"candidates\":[{\"finishReason\":\"" + gemini + "\"}]}");
        assertEquals(openAi, chunks.get(chunks.size() - 1).finishReason());
        assertTrue(reader.finished());
    }

    @Test
    void aPromptThatWasBlockedIsAnAnswerThatWasFiltered() {
        read("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4}}");
        assertEquals("content_filter", chunks.get(1).finishReason());
        assertTrue(reader.finished());
        assertTrue(scan.finished());
    }

    @Test
    void aStreamWithoutAFinishReasonIsNotFinished() {
        read(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"}]}");
        read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]}}]}");
        read("{}");
        assertFalse(reader.finished());
        assertFalse(scan.finished());
        assertEquals(2, chunks.size());
    }

    @Test
    void candidatesAreChoices() {
        read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"},"
                + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"b\"}]}}]}");
        assertFalse(reader.finished());
        read("{\"candidates\":[{\"index\":1,\"finishReason\":\"MAX_TOKENS\"}]}");
        assertTrue(reader.finished());
        assertTrue(scan.finished());
        JsonObject last = choice(chunks.size() - 1);
        assertEquals(1, last.getInteger("index"));
        assertEquals("length", last.getString("finish_reason"));
        assertNull(chunks.get(chunks.size() - 1).finishReason());
    }

    @Test
    void probabilitiesOfTokensAreCarried() {
        String result = """
                {"chosenCandidates":[{"token":"é","logProbability":-0.5}],
                 "topCandidates":[{"candidates":[{"token":"é","logProbability":-0.5},{"token":"e","logProbability":-1}]}]}""".replace("\n", "");
        read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"é\"}]},\"logprobsResult\":" + result + "}]}");
        JsonObject logprobs = choice(2).getJsonObject("logprobs");
        assertEquals(
                new JsonArray("[195,169]"),
                logprobs.getJsonArray("content").getJsonObject(0).getJsonArray("bytes"));
        assertEquals(new JsonObject(result), Logprobs.toGemini(logprobs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]"})
    void anErrorInsideTheStreamIsToldAsOne(String form) {
        String error = "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}";
        assertEquals(
                new ProviderError("overloaded", "UNAVAILABLE", null, "503"),
                GeminiErrors.read(Buffer.buffer(form.formatted(error))));
        if (form.startsWith("[")) return;
        read(error);
        assertNull(chunks.get(0).chunk());
        assertEquals("UNAVAILABLE", chunks.get(0).error().type());
        assertFalse(reader.finished());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\"",
                "[DONE]",
                "{\"candidates\":7}",
                "{\"candidates\":[7]}"
            })
    void whatIsNoResponseIsTheProvidersFault(String data) {
        assertEquals("upstream_malformed", failure(data, true));
    }

    @Test
    void bytesThatAreNoUtf8AreTheProvidersFault() {
        Buffer data = Buffer.buffer("{\"a\":\"").appendByte((byte) 0xFF).appendString("\"}");
        assertThrows(FailureException.class, () -> reader.read(data));
        assertThrows(FailureException.class, () -> scan.scan(data));
    }

    @Test
    void aPartWithoutACounterpartIsNotPassedOver() {
        String data =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA\"}}]}}]}";
        assertEquals("upstream_unsupported", failure(data, false));
    }

    private String failure(String data, boolean scanToo) {
        if (scanToo) assertThrows(FailureException.class, () -> scan.scan(Buffer.buffer(data)));
        return assertThrows(FailureException.class, () -> reader.read(Buffer.buffer(data)))
                .failure()
                .code();
    }

    private void read(String event) {
        List<ScannedChunk> read = reader.read(Buffer.buffer(event));
        assertEquals(
                read.stream().anyMatch(ScannedChunk::content),
                scan.scan(Buffer.buffer(event)).content(),
                event);
        chunks.addAll(read);
    }

    private JsonObject delta(int index) {
        return choice(index).getJsonObject("delta");
    }

    private JsonObject choice(int index) {
        return new JsonObject(chunks.get(index).chunk().json())
                .getJsonArray("choices")
                .getJsonObject(0);
    }
}
