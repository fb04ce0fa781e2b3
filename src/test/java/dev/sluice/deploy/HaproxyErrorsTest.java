package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What HAProxy answers by itself can be read by Sluice's clients (RFC 9457) and by the providers' SDKs ({@code error}). */
final class HaproxyErrorsTest {
    private static final Path SOURCE = Path.of("conf/haproxy");

    static Stream<Path> errorFiles() throws IOException {
        return Files.list(SOURCE.resolve("errors")).filter(f -> f.toString().endsWith(".http"));
    }

    @ParameterizedTest
    @MethodSource("errorFiles")
    void everyErrorFileSpeaksJsonToBothKindsOfClients(Path file) throws Exception {
        String text = Files.readString(file);
        JsonObject body = new JsonObject(text.substring(text.indexOf("\n\n")));
        assertEquals(file.getFileName().toString(), body.getInteger("status") + ".http");
        assertTrue(text.startsWith("HTTP/1.1 " + body.getInteger("status") + " " + body.getString("title") + "\n"));
        assertTrue(text.contains("Content-Type: application/json\n"));
        assertEquals(body.getString("code"), body.getJsonObject("error").getString("code"));
        assertEquals(body.getString("detail"), body.getJsonObject("error").getString("message"));
    }
}
