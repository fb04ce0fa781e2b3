package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.ChunkParts.ToolCallPart;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkPartsTest {
    private static ChunkParts delta(String members) {
        return ChunkParts.of(OpenAiChunks.scan(
                        Buffer.buffer("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"}},{\"delta\":{"
                                + members + "}}]}"))
                .chunk());
    }

    @Test
    void textReasoningAndRefusalOfChoiceZeroAreTold() {
        assertEquals(
                new ChunkParts("t", "r", "n", List.of()),
                delta("\"content\":\"t\",\"reasoning_content\":\"r\",\"refusal\":\"n\""));
        assertEquals(
                "r", delta("\"reasoning_content\":null,\"reasoning\":\"r\"").reasoning());
    }

    @Test
    void textThatComesInPartsIsJoined() {
        assertEquals(
                "ab",
                delta("\"content\":[{\"text\":\"a\"},{\"thinking\":[]},7,{\"text\":\"b\"}]")
                        .text());
    }

    @Test
    void halfASurrogatePairIsKept() {
        assertEquals("\ud83d", delta("\"content\":\"\\ud83d\"").text());
        assertEquals("\\ud83d", JsonText.body("\ud83d").toString());
    }

    @Test
    void toolCallFragmentsAreTold() {
        assertEquals(
                List.of(new ToolCallPart(0, "c1", "f", "{\"a"), new ToolCallPart(1, null, null, "")),
                delta("\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                                + "\"arguments\":\"{\\\"a\"}},{\"index\":1}]")
                        .toolCalls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "<",
                "[]",
                "{\"choices\":7}",
                "{\"choices\":[7]}",
                "{\"choices\":[]}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"delta\":null}]}",
                "{\"choices\":[{\"delta\":{\"content\":7,\"tool_calls\":{}}}]}"
            })
    void whatHasAnotherShapeIsNothing(String json) {
        assertEquals(ChunkParts.NONE, ChunkParts.of(Buffer.buffer(json)));
    }
}
