package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiChunksTest {
    static void assertMalformed(Buffer data) {
        FailureException refused =
                assertThrows(FailureException.class, () -> OpenAiChunks.scan(data), () -> "not refused: " + data);
        assertEquals(Failure.Kind.UPSTREAM, refused.failure().kind());
        assertEquals("upstream_malformed", refused.failure().code());
    }

    private static ScannedChunk scan(String json) {
        return OpenAiChunks.scan(Buffer.buffer(json));
    }

    private static ScannedChunk delta(String members) {
        return scan("{\"choices\":[{\"index\":0,\"delta\":{" + members + "},\"finish_reason\":null}]}");
    }

    @Test
    void onlyTheTerminatorIsDone() {
        for (String done : new String[] {"[DONE]", " [DONE]", "[DONE] \n"})
            assertTrue(OpenAiChunks.isDone(Buffer.buffer(done)));
        for (String other : new String[] {"", "[DONE", "{}", "[done]", "[\"DONE\"]", "[DONE][DONE]"})
            assertFalse(OpenAiChunks.isDone(Buffer.buffer(other)));
    }

    @Test
    void aTextDeltaIsMergeableAndKeepsItsBuffer() {
        Buffer data = Buffer.buffer(
                "{\"id\":\"a\",\"choices\":[{\"delta\":{\"content\":\"say \\\"é\\\"\"}}],\"usage\":null}");
        ScannedChunk found = OpenAiChunks.scan(data);
        Chunk chunk = found.chunk();
        assertSame(data, chunk.json());
        assertEquals("say \\\"é\\\"", chunk.json().getString(chunk.textFrom(), chunk.textTo()));
        assertTrue(found.content());
        assertFalse(found.usageOnly());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"role\":\"assistant\",\"content\":\"x\"",
                "\"content\":\"\"",
                "\"content\":null",
                "\"content\":\"x\",\"content\":\"y\"",
                "\"content\":null,\"content\":\"y\"",
                "\"content\":[{\"type\":\"text\",\"text\":\"x\"}]",
                "\"content\":\"x\",\"tool_calls\":[{\"index\":0}]",
                "\"content\":\"x\",\"reasoning\":\"y\"",
                "\"content\":\"x\",\"something_new\":false"
            })
    void aDeltaThatTellsMoreOrLessThanTextIsNotMergeable(String members) {
        assertFalse(delta(members).chunk().mergeable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"logprobs\":{\"content\":[]}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"index\":1}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"index\":\"0\"}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"},\"index\":1,\"index\":0}]}",
                "{\"choices\":[{\"delta\":{},\"delta\":{\"content\":\"x\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"}},{\"index\":1,\"delta\":{}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"choices\":[]}",
                "{\"choices\":[],\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":1}}"
            })
    void aChunkThatTellsMoreThanTextOfChoiceZeroIsNotMergeable(String json) {
        ScannedChunk found = scan(json);
        assertFalse(found.chunk().mergeable());
        assertTrue(found.content());
    }

    @Test
    void membersThatSayNothingDoNotKeepTextFromBeingMerged() {
        assertTrue(delta("\"role\":null,\"content\":\"x\",\"reasoning_content\":null,\"tool_calls\":[],\"audio\":{}")
                .chunk()
                .mergeable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"reasoning_content\":\"hm\"",
                "\"reasoning\":\"hm\"",
                "\"tool_calls\":[{\"index\":0}]",
                "\"refusal\":\"no\"",
                "\"function_call\":{\"name\":\"f\"}",
                "\"audio\":{\"id\":\"a\"}"
            })
    void whateverAReaderWouldSeeIsContent(String members) {
        assertTrue(delta(members).content());
    }

    @Test
    void theRoleAloneIsNoContent() {
        assertFalse(delta("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null")
                .content());
    }

    @Test
    void theFinishReasonIsThatOfChoiceZeroWhereverItsIndexStands() {
        assertEquals(
                "length",
                scan("{\"choices\":[{\"finish_reason\":\"stop\",\"index\":1},{\"finish_reason\":\"length\",\"index\":0}]}")
                        .finishReason());
        assertNull(
                scan("{\"choices\":[{\"finish_reason\":\"stop\",\"index\":1}]}").finishReason());
    }

    @Test
    void theLastChunkOfIncludeUsageIsUsageOnly() {
        ScannedChunk found =
                scan("{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":7,\"total_tokens\":16,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":5,\"audio_tokens\":null}}}");
        assertEquals(new Usage(9, 7, 4, 5), found.usage());
        assertTrue(found.usageOnly());
    }

    @Test
    void usageWithNullsAndDeepSeeksCacheCountsIsRead() {
        assertEquals(
                new Usage(9, 0, 6, 0),
                scan("{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":null,\"prompt_tokens_details\":null,"
                                + "\"completion_tokens_details\":[1],\"prompt_cache_hit_tokens\":6}}")
                        .usage());
    }

    @Test
    void usageOfAWholeAnswerIsFound() {
        String answer = "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"x\"}}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
        assertEquals(new Usage(3, 4, 0, 0), OpenAiChunks.usage(Buffer.buffer(answer)));
        assertNull(OpenAiChunks.usage(Buffer.buffer("<html>")));
    }

    @Test
    void anErrorInsideTheStreamIsToldInTheProvidersWords() {
        ScannedChunk found =
                scan("{\"error\":{\"message\":\"busy\",\"type\":\"overloaded\",\"param\":null,\"code\":529}}");
        assertEquals(new ProviderError("busy", "overloaded", null, "529"), found.error());
        assertNull(found.chunk());
        assertEquals("busy", scan("{\"error\":\"busy\"}").error().message());
        assertEquals(
                "busy",
                scan("{\"object\":\"error\",\"message\":\"busy\"}").error().message());
    }

    @Test
    void anErrorBesideContentKeepsTheContent() {
        ScannedChunk found = scan("{\"error\":{\"message\":\"x\"},\"choices\":[{\"delta\":{\"content\":\"y\"}}]}");
        assertNotNull(found.error());
        assertTrue(found.content());
        assertNotNull(found.chunk());
    }

    @Test
    void anEmptyErrorMemberIsNone() {
        for (String none : new String[] {"null", "\"\"", "{}", "false", "[]"})
            assertNull(scan("{\"error\":" + none + ",\"choices\":[]}").error(), none);
    }

    @Test
    void lineEndsBetweenTokensBecomeSpaces() {
        Chunk chunk =
                scan("{\n\"choices\":\r\n[{\"delta\":{\"content\":\"x\\n\"}}]}").chunk();
        assertEquals(
                "{ \"choices\":  [{\"delta\":{\"content\":\"x\\n\"}}]}",
                chunk.json().toString());
        assertEquals("x\\n", chunk.json().getString(chunk.textFrom(), chunk.textTo()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"x\"",
                "<html>",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\n\"}",
                "{\"choices\":[{\"delta\":{\"content\":\"\n\"}}]}",
                "{\"a\":\"\\x\"}",
                "{\"choices\":{}}",
                "{\"choices\":[7]}",
                "{\"choices\":[null]}",
                "{\"choices\":[{\"delta\":\"x\"}]}",
                "{\"usage\":{\"prompt_tokens\":99999999999999999999}}",
                "\uFEFF{}"
            })
    void whatIsNoChunkIsMalformed(String data) {
        assertMalformed(Buffer.buffer(data));
    }

    @Test
    void deepNestingIsMalformed() {
        String deep = "[".repeat(200) + "]".repeat(200);
        assertMalformed(Buffer.buffer("{\"x\":" + deep + "}"));
    }

    @Test
    void bytesThatAreNoUtf8AreMalformed() {
        int[][] faults = {{0xFF}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xE2, 0x82}, {0xF4, 0x90, 0x80, 0x80}, {0x80}};
        for (int[] fault : faults) {
            Buffer data = Buffer.buffer("{\"choices\":[{\"delta\":{\"content\":\"");
            for (int b : fault) data.appendByte((byte) b);
            assertMalformed(data.appendString("\"}}]}"));
        }
    }
}
