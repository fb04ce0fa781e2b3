package dev.sluice.dialect.anthropic;

import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images: Anthropic's {@code image} blocks and OpenAI's {@code image_url} parts. By URL, or inside as base64. */
final class Images {
    /** RFC 2397, in the one form that both sides know; the bytes themselves are not looked at. */
    private static final Pattern DATA_URL = Pattern.compile("(?i)data:([^;,]+);base64,");

    private Images() {}

    /** Takes an {@code image} block's source. */
    static JsonObject toChat(Members block) {
        block.skip("cache_control");
        Members source = block.object("source");
        if (source == null) throw block.fault("source", "an object");
        String type = source.needString("type");
        String url = switch (type) {
            case "url" -> source.needString("url");
            case "base64" -> "data:" + source.needString("media_type") + ";base64," + source.needString("data");
            case "file" -> throw source.refused("type", "send the image itself");
            default -> throw source.fault("type", "url or base64");
        };
        source.end();
        block.end();
        return new JsonObject().put("type", "image_url").put("image_url", new JsonObject().put("url", url));
    }

    /** Takes an {@code image_url} part. */
    static JsonObject toMessages(Members part) {
        Members image = part.object("image_url");
        if (image == null) throw part.fault("image_url", "an object");
        String url = image.needString("url");
        // Anthropic looks at an image as closely as it can: that is high, and auto leaves it open.
        image.onlyDefault("detail", "auto", "high");
        image.end();
        JsonObject block = new JsonObject().put("type", "image").put("source", source(image, url));
        if (part.has("cache_control")) block.put("cache_control", part.value("cache_control"));
        part.end();
        return block;
    }

    private static JsonObject source(Members image, String url) {
        if (url.regionMatches(true, 0, "http://", 0, 7) || url.regionMatches(true, 0, "https://", 0, 8))
            return new JsonObject().put("type", "url").put("url", url);
        Matcher data = DATA_URL.matcher(url);
        if (!data.lookingAt()) throw image.fault("url", "an http or https URL, or data:TYPE;base64,…");
        return new JsonObject()
                .put("type", "base64")
                .put("media_type", data.group(1))
                .put("data", url.substring(data.end()));
    }
}
