package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicReaderTest {
    private static final String START =
            "{'type':'message_start','message':{'id':'msg_9','model':'claude','role':'assistant',"
                    + "'content':[],'usage':{'input_tokens':10,'cache_creation_input_tokens':20,'cache_read_input_tokens':300,'output_tokens':1}}}";
    private static final String STOP = "{'type':'message_stop'}";

    private final AnthropicReader reader = new AnthropicReader("asked", 77);
    private final Sum sum = new Sum();

    @Test
    void cachedTokensAreCountedOnceHoweverOftenTheyAreTold() {
        feed(START);
        assertEquals(new Usage(330, 1, 300, 0), sum.usage);
        feed(end("end_turn", "'output_tokens':40"));
        assertEquals(new Usage(330, 40, 300, 0), sum.usage);
        feed(
                "{'type':'message_delta','delta':{},'usage':{'input_tokens':10,'cache_read_input_tokens':300,'output_tokens':41}}");
        assertEquals(new Usage(330, 41, 300, 0), sum.usage);
        feed(
                "{'type':'message_delta','delta':{},'usage':{'input_tokens':10,'output_tokens':42,'output_tokens_details':{'thinking_tokens':5}}}");
        assertEquals(new Usage(330, 42, 300, 5), sum.usage);
    }

    @Test
    void theUsageComesAsAChunkOfItsOwn() {
        feed(START, end("end_turn", "'output_tokens':40"));
        ScannedChunk last = sum.chunks.get(sum.chunks.size() - 1);
        assertTrue(last.usageOnly() && last.chunk().usageOnly());
        JsonObject usage = last.chunk().json().toJsonObject().getJsonObject("usage");
        assertEquals(330, usage.getInteger("prompt_tokens"));
        assertEquals(370, usage.getInteger("total_tokens"));
        assertEquals(20, usage.getJsonObject("prompt_tokens_details").getInteger("cache_creation_tokens"));
    }

    @Test
    void chunksCarryTheMessagesIdAndModel() {
        feed(START);
        JsonObject chunk = sum.chunks.get(0).chunk().json().toJsonObject();
        assertEquals("msg_9", chunk.getString("id"));
        assertEquals("claude", chunk.getString("model"));
        assertEquals(77, chunk.getInteger("created"));
    }

    @Test
    void toolCallsAreNumberedAmongThemselves() {
        feed(
                START,
                "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Well'}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'t1','name':'f','input':{}}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':''}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'{\\'a\\':'}}",
                "{'type':'content_block_delta','index':1,'delta':{'partial_json':'1}','type':'input_json_delta'}}",
                "{'type':'content_block_stop','index':1}",
                "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t2','name':'g','input':{}}}",
                "{'type':'content_block_stop','index':2}",
                "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'t3','name':'h','input':{'b':2}}}",
                "{'type':'content_block_stop','index':3}",
                end("tool_use", "'output_tokens':2"),
                STOP);
        assertEquals("Well", sum.text.toString());
        assertEquals("{0=[t1, f, {\"a\":1}], 1=[t2, g, {}], 2=[t3, h, {\"b\":2}]}", sum.calls.toString());
        assertEquals("tool_calls", sum.finish);
        assertTrue(reader.terminal());
    }

    @Test
    void thoughtsComeAsReasoningAndTheirSignatureWithTheWholeText() {
        feed(
                START,
                "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'one '}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'two'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'SIG'}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking','data':'SEALED'}}");
        assertEquals("one two", sum.reasoning.toString());
        assertEquals("one two", sum.details.get(0).getString("text"));
        assertEquals("SIG", sum.details.get(0).getString("signature"));
        assertEquals("SEALED", sum.details.get(1).getString("data"));
        assertEquals(1, sum.details.get(1).getInteger("index"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "pause_turn, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "brand_new, stop"
    })
    void reasonsForTheEnd(String stopReason, String finishReason) {
        feed(START, end(stopReason, "'output_tokens':1"));
        assertEquals(finishReason, sum.finish);
    }

    @Test
    void anErrorIsAnErrorWithOrWithoutItsType() {
        feed("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}");
        assertEquals("overloaded_error", sum.error.type());
        feed("{'error':{'message':'other'}}");
        assertEquals("other", sum.error.message());
        feed("{'type':'error'}");
        assertEquals(null, sum.error.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ping'}",
                "{'type':'brand_new_event','x':[1,{'y':2}]}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'citations_delta','citation':{'text':'no'}}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'brand_new_delta','x':'no'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':''}}",
                "{'type':'content_block_delta','index':4,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','id':'s','name':'web_search','input':{}}}",
                "{'type':'content_block_stop','index':3}"
            })
    void whatSaysNothingGivesNothing(String event) {
        feed(event);
        assertEquals(List.of(), sum.chunks);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} {}", "<html>", "{'type':'text', 'a':\u0001}"})
    void whatIsNoObjectIsMalformed(String data) {
        FailureException failure = assertThrows(FailureException.class, () -> feed(data));
        assertEquals("upstream_malformed", failure.failure().code());
        assertThrows(FailureException.class, () -> new AnthropicScan().event(event(data)));
    }

    @Test
    void bytesThatAreNotUtf8AreMalformed() {
        SseEvent event =
                new SseEvent("ping", Buffer.buffer(new byte[] {'{', '"', (byte) 0xc0, '"', ':', '1', '}'}), "");
        assertThrows(FailureException.class, () -> reader.event(event));
    }

    @Test
    void theEventsNameHelpsWhereTheDataHasNoType() {
        reader.event(new SseEvent("message_stop", Buffer.buffer("{}"), ""));
        assertTrue(reader.terminal());
        assertFalse(new AnthropicReader("m", 0).terminal());
    }

    @Test
    void aStopSequenceIsToldAndComesBack() {
        feed(
                START,
                "{'type':'message_delta','delta':{'stop_reason':'stop_sequence','stop_sequence':'END'},'usage':{'output_tokens':1}}");
        Buffer out = Buffer.buffer();
        AnthropicWriter writer = new AnthropicWriter("msg_1", "m", 0);
        sum.chunks.forEach(chunk -> writer.chunk(chunk.chunk(), out));
        writer.end(null, null, out);
        assertTrue(
                out.toString().contains("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\""), out.toString());
        assertTrue(out.toString().contains("\"cache_creation_input_tokens\":20"), out.toString());
    }

    private void feed(String... events) {
        for (String event : events) reader.event(event(event)).forEach(sum::add);
    }

    private static SseEvent event(String data) {
        return new SseEvent("message", AnthropicRequestsTest.json(data), "");
    }

    private static String end(String reason, String usage) {
        return "{'type':'message_delta','delta':{'stop_reason':'" + reason + "','stop_sequence':null},'usage':{" + usage
                + "}}";
    }
}
