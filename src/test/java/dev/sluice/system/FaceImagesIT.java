package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A picture that is part of a question reaches a provider of any dialect, whatever dialect it was sent in. */
final class FaceImagesIT {
    /** A PNG of one pixel. */
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            upstreams:
              openai-sim: {dialect: openai}
              anthropic-sim: {dialect: anthropic}
              gemini-sim: {dialect: gemini}
            routes:
              - {model: at-openai, upstream: openai-sim, as: sim-instant}
              - {model: at-anthropic, upstream: anthropic-sim, as: sim-instant}
              - {model: at-gemini, upstream: gemini-sim, as: sim-instant}
            """;

    private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    private static TestNode node;
    private static RawCaller caller;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.configured(CONFIG);
        node.simulator().onRequest(seen -> SEEN.add(seen.body().toString()));
        caller = RawCaller.of(node);
    }

    @AfterAll
    static void stop() throws Exception {
        Eventually.idle(node);
        node.close();
    }

    /** The picture as a part of a question in that dialect. */
    private static JsonObject part(Dialect dialect) {
        String json = switch (dialect) {
            case OPENAI -> "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + PIXEL + "\"}}";
            case ANTHROPIC ->
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + PIXEL
                        + "\"}}";
            case GEMINI -> "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"" + PIXEL + "\"}}";
        };
        return new JsonObject(json);
    }

    /** The same where only its address is sent. */
    private static JsonObject byUrl(Dialect dialect, String url) {
        JsonObject address = new JsonObject().put("url", url);
        return switch (dialect) {
            case OPENAI -> new JsonObject().put("type", "image_url").put("image_url", address);
            case ANTHROPIC -> new JsonObject().put("type", "image").put("source", address.put("type", "url"));
            case GEMINI ->
                new JsonObject()
                        .put(
                                "fileData",
                                new JsonObject().put("mimeType", "image/png").put("fileUri", url));
        };
    }

    private static JsonObject body(RawFace face, String model, JsonObject picture) {
        JsonObject body = face.body(model);
        if (face.dialect() == Dialect.GEMINI) {
            body.getJsonArray("contents").getJsonObject(0).getJsonArray("parts").add(picture);
            return body;
        }
        JsonObject text = new JsonObject().put("type", "text").put("text", RawFace.QUESTION);
        body.getJsonArray("messages").getJsonObject(0).put("content", JsonArray.of(text, picture));
        return body;
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void thePictureArrives(RawFace face, Dialect upstream) throws Exception {
        arrives(face, upstream, part(face.dialect()), part(upstream));
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.system.RawFace#matrix")
    void thePicturesAddressArrives(RawFace face, Dialect upstream) throws Exception {
        String url = "https://example.com/a%20picture.png?size=2&of=\u00e9";
        arrives(face, upstream, byUrl(face.dialect(), url), byUrl(upstream, url));
    }

    private static HttpResponse<String> ask(RawFace face, Dialect upstream, JsonObject sent) throws Exception {
        SEEN.clear();
        return caller.send(face, upstream.model(), body(face, upstream.model(), sent));
    }

    private static void arrives(RawFace face, Dialect upstream, JsonObject sent, JsonObject expected) throws Exception {
        HttpResponse<String> response = ask(face, upstream, sent);
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(face.read(response).complete());
        JsonObject asked = new JsonObject(SEEN.remove());
        JsonArray parts = upstream == Dialect.GEMINI
                ? asked.getJsonArray("contents").getJsonObject(0).getJsonArray("parts")
                : asked.getJsonArray("messages").getJsonObject(0).getJsonArray("content");
        assertEquals(expected, parts.getJsonObject(1));
    }

    /** What only Google can fetch, or what is kept at the one provider under a number, another one can't be told of. */
    @ParameterizedTest
    @CsvSource({
        "GEMINI_WHOLE, OPENAI, gs://bucket/picture.png, fileUri",
        "GEMINI_EVENTS, ANTHROPIC, https://generativelanguage.googleapis.com/v1beta/files/x, fileUri",
        "OPENAI_STREAM, ANTHROPIC, gs://bucket/picture.png, url",
        "OPENAI_WHOLE, GEMINI, ftp://example.com/picture.png, url",
        "ANTHROPIC_WHOLE, GEMINI, ftp://example.com/picture.png, url"
    })
    void anAddressThatTheProviderCannotReadIsNamed(RawFace face, Dialect upstream, String url, String field)
            throws Exception {
        HttpResponse<String> response = ask(face, upstream, byUrl(face.dialect(), url));
        assertEquals(400, response.statusCode(), response.body());
        assertTrue(response.body().contains(field), response.body());
        assertTrue(SEEN.isEmpty(), "nobody was asked");
    }
}
