package dev.sluice.model;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * A prompt with holes: one file of the templates.
 *
 * @param name       of the file, without its ending
 * @param model      that is asked, or null for the first model that is configured
 * @param variables  what fills the holes, by name, in the order of the file
 * @param messages   of the chat, with {@code {{name}}} where a variable goes
 * @param parameters further members of the chat request, such as {@code max_tokens}
 */
public record TemplateConfig(
        String name, String model, Map<String, Variable> variables, List<Message> messages, JsonObject parameters) {
    public TemplateConfig {
        messages = List.copyOf(messages);
    }

    /**
     * @param list     whether it is a list of texts, which are joined; else one text
     * @param required whether callers must give it
     * @param fallback what stands where it is not given; empty by default
     * @param join     what goes between the texts of a list
     * @param max      characters of a text, or of each text of a list
     * @param items    texts of a list, at most
     */
    public record Variable(boolean list, boolean required, String fallback, String join, int max, int items) {}

    /**
     * One message of the chat.
     *
     * @param role    as OpenAI names it
     * @param content with holes
     */
    public record Message(String role, String content) {}
}
