package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.ProviderError;
import dev.sluice.model.Failure;
import dev.sluice.model.StreamEvent.Chunk;
import dev.sluice.model.Usage;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnthropicWriterTest {
    private final AnthropicWriter writer = new AnthropicWriter("msg_1", "claude", 12);
    private final Buffer out = Buffer.buffer();

    @Test
    void writesWhatTheReferenceShows() {
        delta("{'role':'assistant','content':''}");
        delta("{'content':'Hi'}");
        writer.end("stop", new Usage(30, 4, 10, 0), out);
        assertEquals(
                "event: message_start\ndata: {'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
                        + "'model':'claude','content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':12,"
                        + "'cache_creation_input_tokens':0,'cache_read_input_tokens':0,'output_tokens':0}}}\n\n"
                        + "event: content_block_start\ndata: {'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}\n\n"
                        + "event: content_block_delta\ndata: {'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}\n\n"
                        + "event: content_block_stop\ndata: {'type':'content_block_stop','index':0}\n\n"
                        + "event: message_delta\ndata: {'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                        + "'usage':{'input_tokens':20,'cache_creation_input_tokens':0,'cache_read_input_tokens':10,'output_tokens':4}}\n\n"
                        + "event: message_stop\ndata: {'type':'message_stop'}\n\n",
                out.toString().replace('"', '\''));
    }

    @Test
    void aMergedChunkIsOneDelta() {
        Chunk chunk = chunk("{'content':'b'}");
        Buffer merged = OpenAiChunks.merged(chunk, Buffer.buffer("a\\u00e9\\nb"));
        writer.chunk(OpenAiChunks.scan(merged).chunk(), out);
        assertTrue(out.toString().contains("\"text\":\"a\\u00e9\\nb\"}"), out.toString());
    }

    @Test
    void aSecondCallWaitsOnlyAsLongAsTheFirstIsNotComplete() {
        delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{\\'x\\':\\'}'}}]}");
        delta("{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':'{'}}]}");
        assertEquals(List.of("message_start", "content_block_start", "content_block_delta"), types());
        delta("{'tool_calls':[{'index':0,'function':{'arguments':'\\'}'}}]}");
        assertEquals(
                List.of("content_block_delta", "content_block_stop", "content_block_start", "content_block_delta"),
                types().subList(3, 7));
        delta("{'tool_calls':[{'index':1,'function':{'arguments':'}'}}]}");
        assertEquals(8, types().size());
    }

    @Test
    void aPieceBehindACompleteCallBreaksTheStream() {
        delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]}");
        delta("{'content':'x'}");
        delta("{'tool_calls':[{'index':0,'function':{'arguments':' '}}]}");
        assertTrue(!writer.ended());
        delta("{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}");
        assertTrue(writer.ended());
        assertEquals("error", last().type());
    }

    @Test
    void aCallWithoutIdGetsOne() {
        delta("{'tool_calls':[{'index':0,'function':{'name':'f','arguments':'{}'}}]}");
        writer.end("stop", null, out);
        assertTrue(out.toString().contains("\"id\":\"toolu_msg_1_0\""), out.toString());
        assertTrue(out.toString().contains("\"stop_reason\":\"tool_use\""));
    }

    @Test
    void aSignatureClosesItsThought() {
        delta("{'reasoning_content':'hm'}");
        delta("{'reasoning_details':[{'type':'reasoning.text','text':'hm','signature':'S'}]}");
        delta("{'reasoning_details':[{'type':'reasoning.encrypted','data':'D'}]}");
        delta("{'content':'a'}");
        writer.end("stop", null, out);
        Sum sum = Sum.read(out);
        assertEquals("hm", sum.reasoning.toString());
        assertEquals("S", sum.details.get(0).getString("signature"));
        assertEquals("D", sum.details.get(1).getString("data"));
        assertEquals("a", sum.text.toString());
    }

    @Test
    void aRefusalIsTextAndItsReason() {
        delta("{'refusal':'No.'}");
        writer.end("content_filter", null, out);
        Sum sum = Sum.read(out);
        assertEquals("No.", sum.text.toString());
        assertEquals("content_filter", sum.finish);
    }

    @Test
    void endsOnceAndSaysNothingAfterwards() {
        writer.fail(new ProviderError("slow down", "requests", null, null), out);
        JsonObject error = last().data().toJsonObject().getJsonObject("error");
        assertEquals("rate_limit_error", error.getString("type"));
        int length = out.length();
        delta("{'content':'x'}");
        writer.end("stop", null, out);
        writer.fail(Failure.of(Failure.Kind.INTERNAL, "x", "y"), out);
        assertEquals(length, out.length());
    }

    @Test
    void anEmptyAnswerIsStillAMessage() {
        writer.end(null, null, out);
        assertEquals(List.of("message_start", "message_delta", "message_stop"), types());
    }

    @Test
    void aPingIsAWholeEvent() {
        assertEquals("ping", Sum.events(AnthropicWriter.ping()).get(0).type());
    }

    private void delta(String delta) {
        writer.chunk(chunk(delta), out);
    }

    private static Chunk chunk(String delta) {
        return OpenAiChunks.scan(AnthropicRequestsTest.json("{'choices':[{'index':0,'delta':" + delta + "}]}"))
                .chunk();
    }

    private List<String> types() {
        return Sum.events(out).stream().map(SseEvent::type).toList();
    }

    private SseEvent last() {
        List<SseEvent> events = Sum.events(out);
        return events.get(events.size() - 1);
    }
}
