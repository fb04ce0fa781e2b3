package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies of which one member is changed, and not another byte. */
final class RequestBodyTest {
    private static final int ROUNDS = 2_000;
    /** A number is written in one way alone, and no other one is as long. */
    private static final long MARK = 1_234_567_890_123L;

    private static RequestBody read(String body) {
        return RequestBody.read(Buffer.buffer(body));
    }

    @Test
    void oneMemberIsChangedAndNotAnotherByte() {
        long seed = System.nanoTime();
        System.out.println("RequestBodyTest seed " + seed);
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, Object> members = new HashMap<>();
            for (int i = random.nextInt(5); i > 0; i--) members.put(json.text(6), value(random, json, 3));
            members.put("model", MARK);
            String text = json.write(members);
            Buffer value = JsonText.literal(json.text(20));
            RequestBody body = read(text);
            assertEquals(text, body.bytes().toString());
            assertEquals(
                    text.replace(Long.toString(MARK), value.toString()),
                    body.with("model", value).toString(),
                    "seed " + seed + ", round " + round);
            assertEquals(new JsonObject().put("model", MARK), body.tree("model", "absent"));
        }
    }

    private static Object value(Random random, RandomJson json, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> json.text(8);
            case 1 -> random.nextInt();
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> List.of(something(random, json, depth), something(random, json, depth));
            default -> Map.of("model", something(random, json, depth));
        };
    }

    private static Object something(Random random, RandomJson json, int depth) {
        Object value = value(random, json, depth - 1);
        return value == null ? 0.5 : value;
    }

    @Test
    void whatLiesWithinAMemberIsReadWhereItIsAskedFor() {
        RequestBody body = read("{\"a\":{\"b\":1,\"b\":2},\"c\":null,\"d\":[1e999]}");
        assertTrue(body.has("c"));
        assertFalse(body.has("b"));
        assertEquals(new JsonObject().putNull("c"), body.tree("c"));
        assertEquals("a.b", field(() -> body.tree("a")));
        assertEquals("d[0]", field(() -> body.tree("d")));
    }

    @Test
    void aMemberThatComesTwiceIsNamedHoweverItIsSpelled() {
        assertEquals("model", field(() -> read("{\"model\":1,\"m\\u006fdel\":2}")));
    }

    private static String field(Runnable reading) {
        return assertThrows(FailureException.class, reading::run).failure().field();
    }
}
