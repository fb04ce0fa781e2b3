package dev.sluice.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKeyTest {
    private static final String ASKED =
            "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"caf\u00e9\"}]}";

    private static String key(String json) {
        return RequestKey.of(Buffer.buffer(json), "tenant a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"temperature\" : 0.0, \"messages\":[{\"content\":\"caf\\u00e9\",\"role\":\"user\"}], \"model\":\"m\" }",
                "{\"model\":\"m\",\"temperature\":0e3,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}],\"stream\":true}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}],\"user\":\"u\",\"tab\":\"t\"}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}],\"stop\":null}",
            })
    void theSpellingAndWhoAsksDontMatter(String same) {
        assertEquals(key(ASKED), key(same));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"n\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}]}",
                "{\"model\":\"m\",\"temperature\":1,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}]}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"cafe\"}]}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"café\",\"user\":\"u\"}]}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"café\"}],\"seed\":1}",
                "{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\"},{\"content\":\"café\"}]}",
            })
    void whatChangesTheAnswerMatters(String other) {
        assertNotEquals(key(ASKED), key(other));
    }

    @Test
    void nobodySharesAcrossScopes() {
        assertNotEquals(key(ASKED), RequestKey.of(Buffer.buffer(ASKED), "tenant b"));
    }

    @Test
    void stringsCannotPretendToBeStructure() {
        assertNotEquals(key("{\"a\":\"x\\\",\\\"b\\\":\\\"y\"}"), key("{\"a\":\"x\",\"b\":\"y\"}"));
    }
}
