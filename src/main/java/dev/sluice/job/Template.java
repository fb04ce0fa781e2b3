package dev.sluice.job;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.TemplateConfig;
import dev.sluice.model.TemplateConfig.Message;
import dev.sluice.model.TemplateConfig.Variable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt template: variables in, a chat request out. What a variable holds is text, and never looked at for further holes.
 * Immutable; any thread.
 */
public final class Template {
    private static final Pattern HOLE = Pattern.compile("\\{\\{\\s*([A-Za-z][A-Za-z0-9_]{0,63})\\s*}}");

    private final TemplateConfig config;

    /** @param config one file of the templates */
    public Template(TemplateConfig config) {
        this.config = config;
    }

    /** Of its file, without the ending. */
    public String name() {
        return config.name();
    }

    /** Null where the template leaves it to the configuration. */
    public String model() {
        return config.model();
    }

    /** The names of a text's holes; what stands between braces and is no name is kept as it is, so that it can be found at fault. */
    public static Set<String> holes(String text) {
        Set<String> names = new LinkedHashSet<>();
        Matcher hole = HOLE.matcher(text);
        while (hole.find()) names.add(hole.group(1));
        String rest = HOLE.matcher(text).replaceAll("");
        if (rest.contains("{{") || rest.contains("}}")) names.add(rest.contains("{{") ? "{{" : "}}");
        return names;
    }

    /**
     * Fills the holes. Fails with UNPROCESSABLE {@code missing_variable}, {@code invalid_variable} or {@code unknown_variable}, naming
     * it.
     *
     * @param values texts, and arrays of texts for lists
     * @param at     of the values in the caller's body, with a dot behind it, or empty
     */
    public OpenAiRequest fill(JsonObject values, String model, String at) {
        for (String name : values.fieldNames()) if (!config.variables().containsKey(name)) throw unknown(at + name);
        Map<String, String> texts = new LinkedHashMap<>();
        config.variables()
                .forEach((name, variable) -> texts.put(name, text(variable, values.getValue(name), at + name)));
        JsonArray messages = new JsonArray();
        for (Message message : config.messages())
            messages.add(new JsonObject().put("role", message.role()).put("content", filled(message.content(), texts)));
        JsonObject request = new JsonObject().put("model", model).put("messages", messages);
        request.mergeIn(config.parameters());
        return OpenAiRequest.read(request.toBuffer());
    }

    private static String filled(String text, Map<String, String> texts) {
        return HOLE.matcher(text).replaceAll(hole -> Matcher.quoteReplacement(texts.get(hole.group(1))));
    }

    private String text(Variable variable, Object value, String field) {
        if (value == null) {
            if (variable.required()) throw missing(variable, field);
            return variable.fallback();
        }
        if (!variable.list()) return one(variable, value, field);
        if (!(value instanceof JsonArray items))
            throw invalid(field, InvalidValueException.show(value), "an array of texts");
        boolean few = items.isEmpty() && variable.required();
        if (few || items.size() > variable.items())
            throw invalid(
                    field, items.size() + " items", (variable.required() ? "1" : "0") + " to " + variable.items());
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) joined.append(variable.join());
            joined.append(one(variable, items.getValue(i), field + "[" + i + "]"));
        }
        return joined.toString();
    }

    private static String one(Variable variable, Object value, String field) {
        if (!(value instanceof String text)) throw invalid(field, InvalidValueException.show(value), "a text");
        boolean blank = text.isBlank() && variable.required();
        if (blank || text.length() > variable.max())
            throw invalid(
                    field,
                    blank ? "a blank text" : text.length() + " characters",
                    (variable.required() ? "1" : "0") + " to " + variable.max() + " characters");
        return text;
    }

    private FailureException missing(Variable variable, String field) {
        String expected = variable.list() ? "an array of texts" : "a text";
        String message = field + ": got nothing, expected " + expected + ", which the template " + name() + " needs";
        return new Failure(Kind.UNPROCESSABLE, "missing_variable", message, field, null).exception();
    }

    private FailureException unknown(String field) {
        String message = field + ": got an unknown variable, expected one of the template " + name() + ": "
                + String.join(", ", config.variables().keySet());
        return new Failure(Kind.UNPROCESSABLE, "unknown_variable", message, field, null).exception();
    }

    private static FailureException invalid(String field, String got, String expected) {
        String message = field + ": got " + got + ", expected " + expected;
        return new Failure(Kind.UNPROCESSABLE, "invalid_variable", message, field, null).exception();
    }
}
