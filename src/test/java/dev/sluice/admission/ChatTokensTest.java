package dev.sluice.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChatTokensTest {
    /** 3 for the message, 3 for the answer's beginning. */
    private static final int FRAMES = 6;

    /** A tokenizer to which every word is a token, and what it was given. */
    private final List<String> counted = new ArrayList<>();

    private final Tokenizer words = text -> {
        counted.add(text);
        return text.isBlank() ? 0 : text.trim().split("\\s+").length;
    };
    private final ChatTokens estimate = new ChatTokens(words, 1_000, 500);
    private final ChatTokens byBytes = new ChatTokens(Tokenizer.NONE, 1_000, 500);

    private static Estimate of(TokenEstimate estimate, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return estimate.of(body, 0, body.length, null, 1);
    }

    private static String chat(String text) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}],\"temperature\":0}";
    }

    @Test
    void countsTheTextsOfTheMessages() {
        assertEquals(FRAMES + 3, of(estimate, chat("one two three")).prompt());
        assertEquals(List.of("one two three\n"), counted);
    }

    @Test
    void readsTheBodyWhereItLies() {
        String json = chat("one two three");
        byte[] around = ("xx" + json + "}}").getBytes(StandardCharsets.UTF_8);
        Estimate found = estimate.of(around, 2, 2 + json.length(), null, 1);
        assertEquals(FRAMES + 3, found.prompt());
    }

    @Test
    void theAnswerIsAsLongAsItMayBe() {
        byte[] body = chat("x").getBytes(StandardCharsets.UTF_8);
        assertEquals(500, estimate.of(body, 0, body.length, null, 1).answer());
        assertEquals(64, estimate.of(body, 0, body.length, 64, 1).answer());
        assertEquals(3 * 64, estimate.of(body, 0, body.length, 64, 3).answer());
        assertEquals(
                Integer.MAX_VALUE * 128L,
                estimate.of(body, 0, body.length, Integer.MAX_VALUE, 128).answer());
    }

    @Test
    void countsPartsToolCallsAndSchemas() {
        Estimate found = of(estimate, """
                {"messages":[
                   {"role":"system","content":"be brief"},
                   {"role":"user","content":[{"type":"text","text":"what is this"},
                      {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]},
                   {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                      "function":{"name":"look","arguments":"{}"}}]},
                   {"role":"tool","tool_call_id":"call_1","content":"a cat"}],
                 "tools":[{"type":"function","function":{"name":"look","description":"looks at it"}}],
                 "user":"nobody reads this"}
                """);
        int texts = 2 + 3 + 2 + 2;
        int schema = "type function name look description looks at it".split(" ").length;
        assertEquals(4 * 3 + 3 + 765 + texts + schema, found.prompt());
    }

    @Test
    void readsAnthropicAndGemini() {
        assertEquals(
                FRAMES + 4,
                of(estimate, "{\"system\":\"be brief\",\"messages\":[{\"role\":\"user\",\"content\":\"hello you\"}]}")
                        .prompt());
        Estimate gemini = of(estimate, """
                {"systemInstruction":{"parts":[{"text":"be brief"}]},
                 "contents":[{"role":"user","parts":[{"text":"hello you"},
                    {"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]}
                """);
        assertEquals(FRAMES + 4 + 765, gemini.prompt());
    }

    @Test
    void withoutATokenizerFourBytesAreAToken() {
        assertEquals(FRAMES + 25, of(byBytes, chat("x".repeat(100))).prompt());
        assertEquals(FRAMES + 75, of(byBytes, chat("東".repeat(100))).prompt());
        assertEquals(FRAMES + 100, of(byBytes, chat("😀".repeat(100))).prompt());
    }

    @Test
    void whatIsTooLongToCountIsTakenAtTheRateOfItsBeginning() {
        long prompt = of(estimate, chat("abc ".repeat(250_000))).prompt();
        assertEquals(250_000, prompt, 2_000);
        assertTrue(counted.get(0).length() <= 1_001, "only the beginning was counted");
    }

    @Test
    void aLongImageIsNoText() {
        String json =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:"
                        + "A".repeat(5_000_000) + "\"}}]}]}";
        assertEquals(FRAMES + 765, of(estimate, json).prompt());
    }

    @Test
    void whatIsNoChatIsEstimatedByItsLength() {
        assertEquals(3, of(estimate, "{\"messages\"").prompt());
        assertEquals(2, of(estimate, "not json").prompt());
        assertEquals(3, of(estimate, "[1,2,3]").prompt(), "no request: nothing is read");
        assertEquals(3, of(estimate, "{}").prompt());
        assertEquals(3, of(estimate, "{\"messages\":7}").prompt());
        assertEquals(0, new ChatTokens(words, 10, 5).of(new byte[0], 0, 0, 0, 1).answer());
    }

    @Test
    void cutsNoTextInHalfForWantOfRoom() {
        for (int room = 0; room < 40; room++) {
            ChatTokens narrow = new ChatTokens(text -> text.length(), room, 0);
            long prompt = of(narrow, chat("aé東😀".repeat(4))).prompt();
            assertTrue(prompt >= FRAMES + 4 && prompt <= FRAMES + 80, room + ": " + prompt);
        }
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new ChatTokens(words, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ChatTokens(words, 0, -1));
    }
}
