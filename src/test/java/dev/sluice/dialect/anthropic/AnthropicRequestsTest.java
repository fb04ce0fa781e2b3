package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.dialect.OpenAiRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests both ways, against the pairs that the two API references give. Single quotes stand for double ones. */
final class AnthropicRequestsTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void aPlainRequestGoesBothWays() {
        bothWays("'messages':[{'role':'user','content':'hi'}]", "'messages':[{'role':'user','content':'hi'}]");
    }

    @Test
    void systemGoesToTheTopLevelAndBack() {
        bothWays(
                "'messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'hi'}]",
                "'messages':[{'role':'user','content':'hi'}],'system':'Be kind.'");
    }

    @Test
    void systemAndDeveloperMessagesAreCollected() {
        JsonObject out = toAnthropic("'messages':[{'role':'system','content':'A'},{'role':'user','content':'hi'},"
                + "{'role':'developer','content':[{'type':'text','text':'B'}]}]");
        assertEquals(array("[{'type':'text','text':'A'},{'type':'text','text':'B'}]"), out.getJsonArray("system"));
        assertEquals(1, out.getJsonArray("messages").size());
    }

    @Test
    void imagesGoBothWays() {
        bothWays(
                "'messages':[{'role':'user','content':[{'type':'text','text':'See'},"
                        + "{'type':'image_url','image_url':{'url':'https://x.org/a.png'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'text','text':'See'},"
                        + "{'type':'image','source':{'type':'url','url':'https://x.org/a.png'}},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AAAA'}}]}]");
    }

    @Test
    void aToolsLoopGoesBothWays() {
        bothWays(
                "'messages':[{'role':'user','content':'w?'},{'role':'assistant','content':'Let me see','tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\':1}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'sun'},{'role':'tool','tool_call_id':'c2','content':'rain'},"
                        + "{'role':'user','content':'so?'}],"
                        + "'tools':[{'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object'},'strict':true}}],"
                        + "'tool_choice':'auto','parallel_tool_calls':false",
                "'messages':[{'role':'user','content':'w?'},{'role':'assistant','content':[{'type':'text','text':'Let me see'},"
                        + "{'type':'tool_use','id':'c1','name':'f','input':{'a':1}},{'type':'tool_use','id':'c2','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'sun'},"
                        + "{'type':'tool_result','tool_use_id':'c2','content':'rain'},{'type':'text','text':'so?'}]}],"
                        + "'tools':[{'name':'f','description':'d','input_schema':{'type':'object'},'strict':true}],"
                        + "'tool_choice':{'type':'auto','disable_parallel_tool_use':true}");
    }

    @Test
    void signedThoughtsGoBothWays() {
        bothWays(
                "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'a','reasoning_content':'hm',"
                        + "'reasoning_details':[{'type':'reasoning.text','format':'anthropic-claude-v1','index':0,'text':'hm','signature':'S'},"
                        + "{'type':'reasoning.encrypted','format':'anthropic-claude-v1','index':1,'data':'D'}]},{'role':'user','content':'r'}]",
                "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'S'},"
                        + "{'type':'redacted_thinking','data':'D'},{'type':'text','text':'a'}]},{'role':'user','content':'r'}]");
    }

    @Test
    void settingsGoBothWays() {
        bothWays(
                HI + ",'temperature':0.5,'top_p':0.9,'top_k':40,'stop':['a','b'],'user':'u1','service_tier':'default',"
                        + "'response_format':{'type':'json_schema','json_schema':{'name':'answer','schema':{'type':'object'},'strict':true}}",
                HI + ",'temperature':0.5,'top_p':0.9,'top_k':40,'stop_sequences':['a','b'],'metadata':{'user_id':'u1'},"
                        + "'service_tier':'standard_only','output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}");
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "required, any", "none, none"})
    void choicesOfToolsGoBothWays(String chat, String messages) {
        String tools = ",'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}]";
        String custom = ",'tools':[{'name':'f','input_schema':{'type':'object'}}]";
        bothWays(
                HI + tools + ",'tool_choice':'" + chat + "'",
                HI + custom + ",'tool_choice':{'type':'" + messages + "'}");
        bothWays(
                HI + tools + ",'tool_choice':{'type':'function','function':{'name':'f'}}",
                HI + custom + ",'tool_choice':{'type':'tool','name':'f'}");
    }

    @ParameterizedTest
    @CsvSource({"low, 2048", "medium, 8192", "high, 16384"})
    void effortsGoBothWays(String effort, int budget) {
        bothWays(
                HI + ",'reasoning_effort':'" + effort + "'",
                HI + ",'thinking':{'type':'enabled','budget_tokens':" + budget + "}");
    }

    @Test
    void aBudgetStaysBelowTheLimitOfTokens() {
        JsonObject out = from("{'model':'m','reasoning_effort':'high','max_tokens':5000," + HI + "}");
        assertEquals(4000, out.getJsonObject("thinking").getInteger("budget_tokens"));
        assertEquals(5000, out.getInteger("max_tokens"));
        JsonObject free = from("{'model':'m','reasoning_effort':'high'," + HI + "}");
        assertEquals(16_384 + 4096, free.getInteger("max_tokens"));
    }

    @Test
    void aLimitIsMadeUpWhereThereIsNone() {
        assertEquals(4096, from("{'model':'m'," + HI + "}").getInteger("max_tokens"));
        assertEquals(
                7,
                from("{'model':'m','max_tokens':9,'max_completion_tokens':7," + HI + "}")
                        .getInteger("max_tokens"));
    }

    @Test
    void neighboursOfOneSideAreMerged() {
        JsonObject out = toAnthropic("'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'},"
                + "{'role':'assistant','content':''},{'role':'user','content':'c'}]");
        assertEquals(
                array(
                        "[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'},{'type':'text','text':'c'}]}]"),
                out.getJsonArray("messages"));
    }

    @Test
    void defaultsAndWhatIsEmptyPass() {
        toAnthropic(
                HI
                        + ",'n':1,'presence_penalty':0.0,'frequency_penalty':0,'logit_bias':{},'logprobs':false,'top_logprobs':0,"
                        + "'store':false,'seed':null,'modalities':['text'],'verbosity':'medium','response_format':{'type':'text'}");
    }

    @Test
    void aFailedToolSaysSoInWords() {
        JsonArray messages = toOpenAi("'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'c',"
                        + "'content':'no such city','is_error':true}]}]")
                .getJsonArray("messages");
        assertEquals("Error: no such city", messages.getJsonObject(0).getString("content"));
        JsonObject back = toAnthropic("'messages':[{'role':'tool','tool_call_id':'c','content':'x','is_error':true}]");
        JsonObject result = back.getJsonArray("messages")
                .getJsonObject(0)
                .getJsonArray("content")
                .getJsonObject(0);
        assertEquals(true, result.getBoolean("is_error"));
    }

    @Test
    void idsThatAnthropicRefusesAreMadeToFitOnBothEnds() {
        JsonArray turns = toAnthropic(
                        "'messages':[{'role':'user','content':'q'},{'role':'assistant','tool_calls':[{'id':'f.g:0','type':'function',"
                                + "'function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'f.g:0','content':'1'}]")
                .getJsonArray("messages");
        assertEquals("f_g_0", block(turns, 1).getString("id"));
        assertEquals("f_g_0", block(turns, 2).getString("tool_use_id"));
    }

    @Test
    void halfASurrogatePairIsCarriedOver() {
        Buffer out = AnthropicRequests.fromOpenAi(
                OpenAiRequest.read(json("{'model':'m','messages':[{'role':'user','content':'a\\ud83d'}]}")),
                "m",
                false);
        assertEquals(
                "a\ud83d",
                out.toJsonObject().getJsonArray("messages").getJsonObject(0).getString("content"));
    }

    @Test
    void modelAndStreamAreTheUpstreamsAndOurOwnMembersStayHere() {
        OpenAiRequest request = OpenAiRequest.read(json("{'model':'mine','tab':'t'," + HI + "}"));
        JsonObject out = AnthropicRequests.fromOpenAi(request, "theirs", true, Set.of("tab"))
                .toJsonObject();
        assertEquals("theirs", out.getString("model"));
        assertEquals(true, out.getBoolean("stream"));
    }

    private static void bothWays(String chat, String messages) {
        assertEquals(object("{" + messages + "}"), without(toAnthropic(chat), "model", "max_tokens"));
        assertEquals(object("{" + chat + "}"), without(toOpenAi(messages), "model", "max_completion_tokens"));
    }

    private static JsonObject toAnthropic(String chat) {
        return from("{'model':'m','max_tokens':50000," + chat + "}");
    }

    private static JsonObject from(String chat) {
        return AnthropicRequests.fromOpenAi(OpenAiRequest.read(json(chat)), "m", false)
                .toJsonObject();
    }

    private static JsonObject toOpenAi(String messages) {
        Buffer out = AnthropicRequests.toOpenAi(json("{'model':'m','max_tokens':50000," + messages + "}"));
        OpenAiRequest.read(out);
        return out.toJsonObject();
    }

    private static JsonObject block(JsonArray turns, int turn) {
        return turns.getJsonObject(turn).getJsonArray("content").getJsonObject(0);
    }

    private static JsonObject without(JsonObject object, String... names) {
        for (String name : names) object.remove(name);
        return object;
    }

    static Buffer json(String text) {
        return Buffer.buffer(text.replace("\\'", "\\\"").replace('\'', '"'));
    }

    private static JsonObject object(String text) {
        return json(text).toJsonObject();
    }

    private static JsonArray array(String text) {
        return json(text).toJsonArray();
    }
}
