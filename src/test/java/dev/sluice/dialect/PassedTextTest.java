package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.StreamEvent.Chunk;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted of an answer that passed and did not tell its usage. */
final class PassedTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a b\"}} | 'a b'",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}} | hm",
                "{\"type\":\"content_block_delta\",\"delta\":{\"partial_json\":\"{\\\"x\\\"\"}} | {\"x\"",
                "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"abc\"}} | ''",
                "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}} | f",
                "{\"type\":\"message_start\",\"message\":{\"content\":[{\"text\":\"no\"}]}} | ''",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}],\"role\":\"model\"}}]} | ab",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":[1,\"y\",null]}}}]}}]} | 'fx 1y'",
                "{\"usageMetadata\":{\"text\":\"no\"},\"modelVersion\":\"m\"} | ''",
                "{\"candidates\":[{\"text\":\"cut | ''",
            })
    void aModelsWordsAreFound(String json, String words) {
        StringBuilder out = new StringBuilder();
        PassedText.append(Chunk.passed("", Buffer.buffer(json)), out);
        assertEquals(words, out.toString());
    }
}
