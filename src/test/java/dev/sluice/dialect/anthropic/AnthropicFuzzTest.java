package dev.sluice.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sluice.dialect.JsonTree;
import dev.sluice.dialect.OpenAiChunks;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.dialect.ScannedChunk;
import dev.sluice.model.FailureException;
import dev.sluice.sse.SseEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes is translated or refused with a {@link FailureException}: nothing else may escape. */
final class AnthropicFuzzTest {
    private static final int ROUNDS = 4000;
    private static final List<Object> ODD = List.of(
            "",
            "x",
            0,
            -1,
            1.5,
            true,
            new JsonObject(),
            new JsonArray(),
            JsonArray.of(1),
            new JsonObject().put("type", 1));

    private static final String MESSAGES =
            "{'model':'m','max_tokens':9,'system':[{'type':'text','text':'s'}],'messages':["
                    + "{'role':'user','content':[{'type':'text','text':'a'},{'type':'image','source':{'type':'base64','media_type':'i/p','data':'AA'}}]},"
                    + "{'role':'assistant','content':[{'type':'thinking','thinking':'t','signature':'s'},{'type':'tool_use','id':'c','name':'f','input':{'a':1}}]},"
                    + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':[{'type':'text','text':'r'}],'is_error':true}]}],"
                    + "'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':'f'},"
                    + "'thinking':{'type':'enabled','budget_tokens':2000},'metadata':{'user_id':'u'},'stop_sequences':['a'],"
                    + "'output_config':{'effort':'low','format':{'type':'json_schema','schema':{}}}}";

    private static final String CHAT = "{'model':'m','messages':[{'role':'system','content':'s'},"
            + "{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'http://x','detail':'auto'}}]},"
            + "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}],"
            + "'reasoning_details':[{'type':'reasoning.text','text':'t','signature':'s'}]},{'role':'tool','tool_call_id':'c','content':'r'}],"
            + "'tools':[{'type':'function','function':{'name':'f','parameters':{}}}],'tool_choice':{'type':'function','function':{'name':'f'}},"
            + "'stop':['a'],'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{}}},'reasoning_effort':'low'}";

    private static final String MESSAGE =
            "{'id':'i','model':'m','content':[{'type':'text','text':'a'},{'type':'tool_use','id':'c','name':'f',"
                    + "'input':{}},{'type':'thinking','thinking':'t','signature':'s'}],'stop_reason':'end_turn','usage':{'input_tokens':1}}";

    private static final String COMPLETION =
            "{'choices':[{'message':{'content':'a','tool_calls':[{'id':'c','function':{'name':'f',"
                    + "'arguments':'{}'}}],'reasoning_details':[{'signature':'s'}]},'finish_reason':'stop'}],'usage':{'prompt_tokens':1,"
                    + "'prompt_tokens_details':{'cached_tokens':1}}}";

    @Test
    void requestsAndAnswersWithOddMembers() {
        long seed = seed();
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed + round);
            String why = "seed " + (seed + round);
            Buffer messages = odd(MESSAGES, random);
            expectFailureAtMost(() -> OpenAiRequest.read(AnthropicRequests.toOpenAi(messages)), why, messages);
            Buffer chat = odd(CHAT, random);
            expectFailureAtMost(() -> AnthropicRequests.fromOpenAi(OpenAiRequest.read(chat), "m", true), why, chat);
            Buffer message = odd(MESSAGE, random);
            expectFailureAtMost(() -> AnthropicAnswers.toOpenAi(message, 0).toJsonObject(), why, message);
            Buffer completion = odd(COMPLETION, random);
            expectFailureAtMost(
                    () -> AnthropicAnswers.fromOpenAi(completion, "msg", "m").toJsonObject(), why, completion);
        }
    }

    @Test
    void eventsWithOddMembers() {
        long seed = seed();
        for (int round = 0; round < ROUNDS / 8; round++) {
            Random random = new Random(seed + round);
            AnthropicReader reader = new AnthropicReader("m", 0);
            AnthropicWriter writer = new AnthropicWriter("msg", "m", 0);
            for (SseEvent event : Sum.events(AnthropicRoundTripTest.written(new RandomAnswer(random).chunks()))) {
                Buffer data =
                        random.nextInt(4) > 0 ? event.data() : odd(event.data().toJsonObject(), random);
                expectFailureAtMost(
                        () -> {
                            for (ScannedChunk chunk : reader.event(new SseEvent(event.type(), data, "")))
                                check(chunk, writer);
                        },
                        "seed " + (seed + round),
                        data);
            }
        }
    }

    private static void check(ScannedChunk scanned, AnthropicWriter writer) {
        if (scanned.chunk() == null) return;
        ScannedChunk again = OpenAiChunks.scan(scanned.chunk().json());
        assertEquals(again.chunk().textFrom(), scanned.chunk().textFrom());
        assertEquals(again.chunk().textTo(), scanned.chunk().textTo());
        assertEquals(again.finishReason(), scanned.finishReason());
        writer.chunk(scanned.chunk(), Buffer.buffer());
    }

    private static Buffer odd(String json, Random random) {
        return odd(AnthropicRequestsTest.json(json).toJsonObject(), random);
    }

    private static Buffer odd(JsonObject tree, Random random) {
        for (int i = random.nextInt(3); i >= 0; i--) spoil(tree, random);
        return JsonTree.encode(tree);
    }

    private static Object copy(Object value) {
        if (value instanceof JsonObject object) return object.copy();
        return value instanceof JsonArray array ? array.copy() : value;
    }

    /** Puts an odd value, or none, in some place of the tree. */
    private static void spoil(JsonObject object, Random random) {
        List<String> names = List.copyOf(object.fieldNames());
        if (names.isEmpty()) return;
        String name = names.get(random.nextInt(names.size()));
        Object value = object.getValue(name);
        if (random.nextInt(3) > 0 && value instanceof JsonObject inner && !inner.isEmpty()) spoil(inner, random);
        else if (random.nextInt(3) > 0 && value instanceof JsonArray array && !array.isEmpty()) {
            int at = random.nextInt(array.size());
            if (array.getValue(at) instanceof JsonObject inner) spoil(inner, random);
            else array.getList().clear();
        } else if (random.nextInt(4) == 0) object.remove(name);
        else object.put(name, copy(ODD.get(random.nextInt(ODD.size()))));
    }

    private static void expectFailureAtMost(Runnable call, String seed, Buffer input) {
        try {
            call.run();
        } catch (FailureException refused) {
            // expected, where the odd member matters
        } catch (RuntimeException e) {
            fail(seed + " " + input, e);
        }
    }

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("AnthropicFuzzTest seed " + seed);
        return seed;
    }
}
