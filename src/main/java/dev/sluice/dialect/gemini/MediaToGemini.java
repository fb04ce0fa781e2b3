package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenAI's content parts that are no text, as Gemini's. Remembers the {@code detail} that pictures were asked to be looked at
 * with, since Gemini has one for the whole request. Used for one request, by one thread.
 */
final class MediaToGemini {
    private static final Pattern DATA_URL =
            Pattern.compile("(?i)data:([\\w.+-]+/[\\w.+-]+)(?:;[\\w.+-]+=[^;,]*)*;base64,([A-Za-z0-9+/=_-]+)");

    private String detail;

    /** {@code low} or {@code high} where a picture wants it, else null. */
    String detail() {
        return detail;
    }

    /** @param part its {@code type} was read before */
    JsonObject part(Members part, String type) {
        return switch (type) {
            case "image_url" -> image(part);
            case "input_audio" -> sound(part);
            case "file" -> file(part);
            default -> throw part.wrong("type", "text, image_url, input_audio or file");
        };
    }

    private JsonObject image(Members part) {
        Members image = object(part, "image_url");
        String url = image.needed("url");
        wanted(image, image.string("detail"));
        image.end();
        if (url.regionMatches(true, 0, "data:", 0, 5)) return inline(image, "url", url);
        if (!url.matches("(?is)(https?|gs)://.+"))
            throw image.fault("url", "another scheme", "a data:, http: or https: URL");
        return new JsonObject()
                .put("fileData", new JsonObject().put("mimeType", typeOf(url)).put("fileUri", url));
    }

    private void wanted(Members image, String wish) {
        if (wish == null || wish.equals("auto")) return;
        if (!wish.equals("low") && !wish.equals("high")) throw image.wrong("detail", "auto, low or high");
        if (detail != null && !detail.equals(wish)) throw image.wrong("detail", detail + ", as for the picture before");
        detail = wish;
    }

    private static JsonObject sound(Members part) {
        Members audio = object(part, "input_audio");
        String format = audio.needed("format");
        if (!format.equals("wav") && !format.equals("mp3")) throw audio.wrong("format", "wav or mp3");
        JsonObject data = new JsonObject().put("mimeType", "audio/" + format).put("data", audio.needed("data"));
        audio.end();
        return new JsonObject().put("inlineData", data);
    }

    private static JsonObject file(Members part) {
        Members file = object(part, "file");
        file.uncarried("file_id");
        String name = file.string("filename");
        JsonObject inline = inline(file, "file_data", file.needed("file_data"));
        if (name != null && !name.isEmpty()) inline.getJsonObject("inlineData").put("displayName", name);
        file.end();
        return inline;
    }

    private static Members object(Members part, String name) {
        Members object = part.object(name);
        if (object == null) throw part.fault(name, "nothing", "an object");
        return object;
    }

    private static JsonObject inline(Members from, String name, String url) {
        Matcher parts = DATA_URL.matcher(url);
        if (!parts.matches()) throw from.fault(name, "another form", "data:TYPE;base64,DATA");
        return new JsonObject()
                .put(
                        "inlineData",
                        new JsonObject().put("mimeType", parts.group(1)).put("data", parts.group(2)));
    }

    /** Gemini wants to be told; a picture whose address does not tell is most often a JPEG. */
    private static String typeOf(String url) {
        String path = url.replaceFirst("[?#].*", "").toLowerCase(Locale.ROOT);
        if (path.endsWith(".png")) return "image/png";
        if (path.endsWith(".webp")) return "image/webp";
        if (path.endsWith(".gif")) return "image/gif";
        if (path.endsWith(".heic")) return "image/heic";
        return "image/jpeg";
    }
}
