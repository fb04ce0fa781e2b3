package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be carried over, or is wrong, is refused by name. Single quotes stand for double ones. */
final class AnthropicRefusalsTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'logit_bias':{'1':2} | logit_bias",
                "'n':2 | n",
                "'logprobs':true | logprobs",
                "'top_logprobs':3 | top_logprobs",
                "'seed':1 | seed",
                "'presence_penalty':0.1 | presence_penalty",
                "'frequency_penalty':1 | frequency_penalty",
                "'response_format':{'type':'json_object'} | response_format.type",
                "'audio':{'voice':'alloy'} | audio",
                "'modalities':['text','audio'] | modalities",
                "'prediction':{'type':'content','content':'x'} | prediction",
                "'web_search_options':{'a':1} | web_search_options",
                "'store':true | store",
                "'metadata':{'a':'b'} | metadata",
                "'functions':[{'name':'f'}] | functions",
                "'service_tier':'flex' | service_tier",
                "'verbosity':'low' | verbosity",
                "'never_heard_of':7 | never_heard_of",
                "'tools':[{'type':'custom','custom':{'name':'x'}}] | tools[0].type",
                "'tools':[{'type':'function','function':{'name':'f','flavour':1}}] | tools[0].function.flavour"
            })
    void whatAnthropicCannotSay(String member, String field) {
        Failure failure = fromOpenAi("{'model':'m'," + HI + "," + member + "}");
        assertEquals(field, failure.field());
        assertEquals("unsupported_parameter", failure.code());
        assertTrue(failure.message().startsWith(field + ": got "), failure.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'temperature':1.2 | temperature",
                "'reasoning_effort':'huge' | reasoning_effort",
                "'reasoning_effort':'low','max_tokens':1000 | reasoning_effort",
                "'tool_choice':'maybe' | tool_choice"
            })
    void whatIsOutOfAnthropicsRange(String member, String field) {
        assertEquals(
                field, fromOpenAi("{'model':'m'," + HI + "," + member + "}").field());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':[{'type':'input_audio','input_audio':{}}]} | messages[0].content[0].type",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'ftp://x'}}]} | messages[0].content[0].image_url.url",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://x','detail':'low'}}]} | messages[0].content[0].image_url.detail",
                "{'role':'user','content':'x','name':'Zoe'} | messages[0].name",
                "{'role':'user','content':''} | messages[0].content",
                "{'role':'user'} | messages[0].content",
                "{'role':'function','content':'x'} | messages[0].role",
                "{'role':'system','content':'x'} | messages",
                "{'role':'tool','content':'x'} | messages[0].tool_call_id",
                "{'role':'assistant','content':'x','reasoning_content':'hm'} | messages[0].reasoning_content",
                "{'role':'assistant','content':'x','audio':{'id':'a'}} | messages[0].audio",
                "{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'{'}}]} | messages[0].tool_calls[0].function.arguments",
                "{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'[]'}}]} | messages[0].tool_calls[0].function.arguments"
            })
    void messagesOfOpenAi(String message, String field) {
        assertEquals(
                field, fromOpenAi("{'model':'m','messages':[" + message + "]}").field());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'max_tokens':1 | model",
                "'model':'','max_tokens':1 | model",
                "'model':'m' | max_tokens",
                "'model':'m','max_tokens':0 | max_tokens",
                "'model':'m','max_tokens':1.5 | max_tokens",
                "'model':'m','max_tokens':1,'temperature':2 | temperature",
                "'model':'m','max_tokens':1,'stream':'yes' | stream",
                "'model':'m','max_tokens':1,'stop_sequences':'x' | stop_sequences",
                "'model':'m','max_tokens':1,'container':'c' | container",
                "'model':'m','max_tokens':1,'mcp_servers':[{'a':1}] | mcp_servers",
                "'model':'m','max_tokens':1,'speed':'fast' | speed",
                "'model':'m','max_tokens':1,'metadata':{'x':'y'} | metadata.x",
                "'model':'m','max_tokens':1,'service_tier':'gold' | service_tier",
                "'model':'m','max_tokens':1,'thinking':{'type':'enabled','budget_tokens':9} | thinking.budget_tokens",
                "'model':'m','max_tokens':1,'tools':[{'type':'web_search_20250305','name':'web_search'}] | tools[0].type",
                "'model':'m','max_tokens':1,'tools':[{'name':'f'}] | tools[0].input_schema",
                "'model':'m','max_tokens':1,'tool_choice':{'type':'most'} | tool_choice.type"
            })
    void requestsOfAnthropic(String members, String field) {
        assertEquals(field, toOpenAi("{" + HI + "," + members + "}").field());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | messages",
                "{} | messages",
                "['x'] | messages[0]",
                "[{'role':'boss','content':'x'}] | messages[0].role",
                "[{'role':'user','content':7}] | messages[0].content",
                "[{'role':'user','content':[{'type':'document','source':{}}]}] | messages[0].content[0].type",
                "[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}] | messages[0].content[0].source.type",
                "[{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':[{'type':'image'}]}]}] | messages[0].content[0].content[0].type",
                "[{'role':'assistant','content':[{'type':'tool_use','id':'c','name':'f'}]}] | messages[0].content[0].input",
                "[{'role':'user','content':'x','role':'user'}] | messages[0].role"
            })
    void messagesOfAnthropic(String messages, String field) {
        assertEquals(
                field,
                toOpenAi("{'model':'m','max_tokens':1,'messages':" + messages + "}")
                        .field());
    }

    @Test
    void whatIsNoJsonSaysWhere() {
        assertTrue(toOpenAi("{'a':").message().contains("ends in the middle"));
        assertTrue(failure(() -> AnthropicRequests.toOpenAi(Buffer.buffer(new byte[] {'{', (byte) 0xff})))
                .message()
                .contains("UTF-8"));
        assertTrue(failure(() -> AnthropicRequests.toOpenAi(Buffer.buffer("[]")))
                .message()
                .contains("expected a JSON object"));
        assertTrue(failure(() -> AnthropicRequests.toOpenAi(Buffer.buffer("{\"a\":" + "[".repeat(500))))
                .message()
                .contains("nested"));
    }

    private static Failure fromOpenAi(String chat) {
        OpenAiRequest request = OpenAiRequest.read(AnthropicRequestsTest.json(chat));
        return failure(() -> AnthropicRequests.fromOpenAi(request, "m", false));
    }

    private static Failure toOpenAi(String messages) {
        return failure(() -> AnthropicRequests.toOpenAi(AnthropicRequestsTest.json(messages)));
    }

    private static Failure failure(Runnable call) {
        Failure failure = assertThrows(FailureException.class, call::run).failure();
        assertEquals(Failure.Kind.INVALID, failure.kind());
        return failure;
    }
}
