package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault is told by field, what came and what was expected. */
final class OpenAiRequestFaultsTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static Failure fault(Buffer body) {
        Failure failure = assertThrows(FailureException.class, () -> OpenAiRequest.read(body), () -> "taken: " + body)
                .failure();
        assertEquals(Failure.Kind.INVALID, failure.kind());
        assertEquals("invalid_request", failure.code());
        return failure;
    }

    private static Failure fault(String body) {
        return fault(Buffer.buffer(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model         | 7                   | model: got 7, expected a non-empty string",
                "model         | \"\"                | model: got \"\", expected a non-empty string",
                "model         | null                | model: got null, expected a non-empty string",
                "messages      | {}                  | messages: got an object, expected a non-empty array of objects",
                "messages      | []                  | messages: got an empty array, expected a non-empty array of objects",
                "stream        | \"yes\"             | stream: got \"yes\", expected true or false",
                "stream        | 1                   | stream: got 1, expected true or false",
                "stream_options| []                  | stream_options: got an array, expected an object",
                "n             | 0                   | n: got 0, expected an integer from 1 to 2147483647",
                "n             | 1.5                 | n: got 1.5, expected an integer from 1 to 2147483647",
                "n             | 99999999999999999999| n: got 99999999999999999999, expected an integer from 1 to 2147483647",
                "max_tokens    | -1                  | max_tokens: got -1, expected an integer from 1 to 2147483647",
                "max_completion_tokens | \"9\"       | max_completion_tokens: got \"9\", expected an integer from 1 to 2147483647",
                "temperature   | \"hot\"             | temperature: got \"hot\", expected a number",
                "top_p         | true                | top_p: got true, expected a number",
                "presence_penalty | []               | presence_penalty: got an array, expected a number",
                "frequency_penalty | {}              | frequency_penalty: got an object, expected a number",
                "stop          | 7                   | stop: got 7, expected a string or an array of strings",
                "tools         | {}                  | tools: got an object, expected an array of objects",
            })
    void aMemberOfTheWrongShapeIsNamed(String member, String value, String message) {
        StringBuilder body = new StringBuilder("{");
        if (!member.equals("model")) body.append("\"model\":\"m\",");
        if (!member.equals("messages")) body.append(MESSAGES).append(',');
        Failure failure = fault(body + "\"" + member + "\":" + value + "}");
        assertEquals(member, failure.field());
        assertEquals(message, failure.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"stop\":[\"a\",7]                          | stop[1]: got 7, expected a string",
                "\"tools\":[{},\"x\"]                        | tools[1]: got \"x\", expected an object",
                "\"stream_options\":{\"include_usage\":1}    | stream_options.include_usage: got 1, expected true or false",
                "\"messages\":[{\"role\":\"a\"},7]           | messages[1]: got 7, expected an object",
                "\"messages\":[{\"role\":\"a\"},{\"role\":7}]| messages[1].role: got 7, expected a string",
                "\"messages\":[{\"content\":\"x\"}]          | messages[0].role: got nothing, expected a string",
                "\"messages\":[{\"role\":null}]              | messages[0].role: got null, expected a string",
            })
    void aFaultInsideAMemberIsNamedByItsPath(String member, String message) {
        Failure failure = fault("{\"model\":\"m\"," + member + "}");
        assertEquals(message.substring(0, message.indexOf(": got")), failure.field());
        assertEquals(message, failure.message());
    }

    @Test
    void whatIsMissingIsNamed() {
        assertEquals(
                "model: got nothing, expected a non-empty string",
                fault("{" + MESSAGES + "}").message());
        assertEquals(
                "messages: got nothing, expected a non-empty array of objects",
                fault("{\"model\":\"m\"}").message());
    }

    @Test
    void aModelNameOfAbsurdLengthIsRefused() {
        String body = "{\"model\":\"" + "m".repeat(257) + "\"," + MESSAGES + "}";
        assertEquals(
                "model: got 257 characters, expected at most 256", fault(body).message());
        assertEquals(
                256,
                OpenAiRequest.read(Buffer.buffer(
                                body.replace("mmm", "mm").replaceAll("\"m+\"", "\"" + "m".repeat(256) + "\"")))
                        .model()
                        .length());
    }

    @Test
    void aMemberThatComesTwiceIsAFaultEvenWhenItIsSpelledOtherwise() {
        Failure failure = fault("{\"model\":\"cheap\"," + MESSAGES + ",\"mod\\u0065l\":\"dear\"}");
        assertEquals("model", failure.field());
        assertEquals("model: got it twice, expected it once", failure.message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | the body is empty, expected a JSON object",
                "`  `                      | the body is empty, expected a JSON object",
                "[]                        | the body: got an array, expected a JSON object",
                "null                      | the body: got null, expected a JSON object",
                "\"x\"                     | the body: got \"x\", expected a JSON object",
                "{\"model\":\"m\"          | the body is not JSON: it ends in the middle of a value, at byte 12",
                "<html>                    | the body is not JSON near byte 0",
                "{\"model\":m}             | the body is not JSON near byte",
            })
    void aBodyThatIsNoJsonObjectIsToldWithoutAField(String body, String message) {
        Failure failure = fault(body);
        assertNull(failure.field());
        assertTrue(failure.message().startsWith(message), failure.message());
    }

    @Test
    void whatFollowsTheObjectIsAFault() {
        String body = "{\"model\":\"m\"," + MESSAGES + "}";
        assertEquals(
                "the body goes on after its JSON object, at byte " + (body.length() + 1),
                fault(body + " {}").message());
        assertTrue(fault(body + " x").message().startsWith("the body is not JSON near byte " + (body.length() + 2)));
    }

    @Test
    void bytesThatAreNoUtf8AreAFaultAtTheirPlace() {
        Buffer body = Buffer.buffer("{\"model\":\"").appendByte((byte) 0xFF).appendString("\"}");
        assertEquals("the body is not UTF-8 at byte 10", fault(body).message());
    }

    @Test
    void deepNestingIsAFault() {
        String deep = "[".repeat(100_000);
        assertTrue(fault("{\"model\":\"m\",\"x\":" + deep).message().contains("nested deeper than 128"));
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        Failure failure = fault("{\"model\":\"m\"," + MESSAGES + ",\"stop\":" + "1".repeat(500) + "}");
        assertTrue(failure.message().length() < 120, failure.message());
    }

    @Test
    void everyTruncationOfARequestIsAFaultWithoutAField() {
        String body = "{\"model\":\"m\"," + MESSAGES + ",\"n\":1,\"stop\":[\"a\"],\"x\":{\"y\":[null,true]}}";
        for (int length = 0; length < body.length(); length++)
            assertNull(fault(body.substring(0, length)).field());
    }
}
