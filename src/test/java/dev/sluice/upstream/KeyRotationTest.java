package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.answer;
import static dev.sluice.upstream.ScriptedProvider.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.upstream.ScriptedProvider.Script;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several keys of one upstream. */
final class KeyRotationTest extends UpstreamTestBase {
    private static final Pattern BEARER = Pattern.compile("(?i)authorization: Bearer (\\S+)");
    private static final String ENDED = "ended";

    KeyRotationTest() {
        apiKeys = List.of("sk-one", "sk-two", "sk-three");
    }

    private static Script refusing(String bad, int status, String code) {
        return (socket, request) -> {
            if (request.contains(bad)) socket.write(error(status, "", code));
            else socket.write(answer("fine"));
        };
    }

    private String last(Told told) throws Exception {
        stream(told);
        List<String> words = told.all();
        return words.get(words.size() - 1);
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (String request : provider.requests) {
            Matcher m = BEARER.matcher(request);
            assertTrue(m.find());
            keys.add(m.group(1));
        }
        return keys;
    }

    @Test
    void takeTurns() throws Exception {
        provider((socket, request) -> socket.write(answer("fine")));
        for (int i = 0; i < 4; i++) assertEquals(ENDED, last(new Told()));
        assertEquals(List.of("sk-one", "sk-two", "sk-three", "sk-one"), keys());
    }

    @ParameterizedTest
    @CsvSource({"401, x", "402, x", "403, x", "429, insufficient_quota"})
    void aDeadOneIsSetAsideAndTheNextTriedAtOnceWithoutARetry(int status, String code) throws Exception {
        provider(refusing("sk-two", status, code));
        for (int i = 0; i < 5; i++) assertEquals(ENDED, last(new Told()));
        assertEquals(List.of("sk-one", "sk-two", "sk-three", "sk-one", "sk-three", "sk-one"), keys());
        assertEquals(1, observed.stream().filter("key 2 rests"::equals).count());
    }

    @Test
    void allDeadIsToldOnceEachWasTriedAndTheyAreStillTriedLater() throws Exception {
        provider(refusing("sk-", 401, "bad_key"));
        Told told = new Told();
        assertEquals("upstream_credential", last(told));
        assertEquals(3, provider.requests.size());
        assertFalse(told.failure().message().contains("sk-"));
        assertEquals("upstream_credential", last(new Told()));
    }

    @Test
    void whatComesOfTheNextKeyMattersMoreThanTheDeadOne() throws Exception {
        provider((socket, request) ->
                socket.write(request.contains("sk-one") ? error(401, "", "bad_key") : error(500, "", "broken")));
        Told told = new Told();
        assertEquals("upstream_error", last(told));
        assertEquals("broken", told.failure().message());
    }

    @Test
    void aLimitedOneRestsAsLongAsTheProviderSays() throws Exception {
        policy = retries(1);
        Buffer slow = Buffer.buffer(error(429, "retry-after: 60\r\n", "slow"));
        provider((socket, request) -> socket.write(request.contains("sk-one") ? slow : answer("fine")));
        for (int i = 0; i < 4; i++) assertEquals(ENDED, last(new Told()));
        assertEquals(List.of("sk-one", "sk-two", "sk-three", "sk-two", "sk-three"), keys());
    }
}
