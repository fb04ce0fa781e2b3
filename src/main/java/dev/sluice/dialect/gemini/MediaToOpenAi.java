package dev.sluice.dialect.gemini;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;

/** Pictures, sound and documents: Gemini's {@code inlineData} and {@code fileData} as OpenAI's typed content parts. */
final class MediaToOpenAi {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private MediaToOpenAi() {}

    /** @param detail OpenAI's {@code detail} for pictures, or null */
    static JsonObject inline(Members inline, String detail) {
        String type = inline.needed("mimeType").toLowerCase(Locale.ROOT);
        // Either alphabet is legal in Google's JSON.
        String data = inline.needed("data").replace('-', '+').replace('_', '/');
        if (!BASE64.matcher(data).matches()) throw inline.fault("data", "other characters", "base64");
        String name = inline.string("displayName");
        inline.end();
        String url = "data:" + type + ";base64," + data;
        if (type.startsWith("image/")) return image(url, detail);
        String sound = soundFormat(type);
        if (sound != null)
            return part("input_audio", new JsonObject().put("data", data).put("format", sound));
        if (!type.equals("application/pdf"))
            throw inline.wrong("mimeType", "a picture, audio/wav, audio/mp3 or application/pdf");
        JsonObject file = new JsonObject()
                .put("filename", name == null || name.isEmpty() ? "document.pdf" : name)
                .put("file_data", url);
        return part("file", file);
    }

    static JsonObject file(Members file, String detail) {
        String uri = file.needed("fileUri");
        String type = file.string("mimeType");
        file.string("displayName");
        file.end();
        if (!uri.matches("(?is)https?://.+") || uri.contains("://generativelanguage.googleapis.com/"))
            throw file.wrong("fileUri", "an http(s) address that is not Google's own file store");
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("image/"))
            throw file.wrong("mimeType", "a picture");
        return image(uri, detail);
    }

    private static JsonObject image(String url, String detail) {
        JsonObject image = new JsonObject().put("url", url);
        if (detail != null) image.put("detail", detail);
        return part("image_url", image);
    }

    private static JsonObject part(String type, JsonObject value) {
        return new JsonObject().put("type", type).put(type, value);
    }

    private static String soundFormat(String type) {
        return switch (type) {
            case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
            case "audio/mp3", "audio/mpeg" -> "mp3";
            default -> null;
        };
    }
}
