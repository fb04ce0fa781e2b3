package dev.sluice.app.config;

import dev.sluice.job.Template;
import dev.sluice.model.Config;
import dev.sluice.model.FailureException;
import dev.sluice.model.TemplateConfig;
import dev.sluice.model.TemplateConfig.Message;
import dev.sluice.model.TemplateConfig.Variable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code templates}: prompts with holes, a file each. Their faults are named after the file, and so are their lines. */
final class TemplateSections {
    private static final List<String> ROLES = List.of("system", "developer", "user", "assistant");
    private static final int MOST_CHARS = 100_000;
    private static final int MOST_ITEMS = 1_000;

    private TemplateSections() {}

    /**
     * Those of the directory that is named, or the built-in ones.
     *
     * @param routes one of which must take a template's model, or each call would be refused
     */
    static List<TemplateConfig> templates(Section root, List<Config.Route> routes) {
        String directory = root.text("templates", null);
        Map<String, String> files;
        try {
            Path path = directory == null ? null : root.reading.directory.resolve(directory);
            files = path == null ? TemplateFiles.builtIn() : TemplateFiles.in(path);
        } catch (IOException | RuntimeException unreadable) {
            root.fault("templates", Shown.of(directory), "a directory of *.yaml files in UTF-8 that can be read");
            return List.of();
        }
        List<TemplateConfig> all = new ArrayList<>();
        files.forEach((name, yaml) -> {
            String file = (directory == null ? "templates" : directory) + "/" + name + ".yaml";
            TemplateConfig template = read(root.reading, file, name, yaml, routes);
            if (template != null) all.add(template);
        });
        return List.copyOf(all);
    }

    private static TemplateConfig read(
            Reading whole, String file, String name, String yaml, List<Config.Route> routes) {
        List<Fault> faults = new ArrayList<>();
        Tree.Entries tree = YamlTree.parse(file, yaml, faults);
        TemplateConfig template = null;
        if (!name.matches("[A-Za-z0-9_-]{1,64}"))
            faults.add(new Fault(file, "the name " + Shown.of(name), "1 to 64 characters of A-Z a-z 0-9 _ -", 0));
        if (tree != null) template = template(new Section(whole.of(faults), file, tree), name, routes);
        if (template != null && faults.isEmpty()) trial(template, file, faults);
        for (Fault fault : faults) whole.fault(fault);
        return template;
    }

    private static TemplateConfig template(Section s, String name, List<Config.Route> routes) {
        s.text("description", null);
        String model = s.text("model", null);
        if (model != null && !routes.isEmpty() && routes.stream().noneMatch(r -> r.last() || glob(r.model(), model)))
            s.fault("model", Shown.of(model), "a model that some route takes");
        Map<String, Variable> variables = new LinkedHashMap<>();
        s.named("variables").forEach((variable, v) -> {
            if (!Template.holes("{{" + variable + "}}").contains(variable))
                s.fault("variables", "the name " + Shown.of(variable), "a letter, then letters, digits and _");
            variables.put(variable, variable(v));
        });
        List<Message> messages = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>();
        for (Section m : s.sections("messages")) messages.add(message(m, variables.keySet(), used));
        if (messages.isEmpty() && !s.faulty("messages")) s.fault("messages", "nothing", "at least one message");
        for (String variable : variables.keySet())
            if (!used.contains(variable) && !s.faulty("messages"))
                s.section("variables")
                        .fault(
                                variable,
                                "a variable that no message uses",
                                "{{" + variable + "}} in a message's content");
        JsonObject parameters = parameters(s.section("parameters"));
        s.end();
        return new TemplateConfig(name, model, variables, messages, parameters);
    }

    private static Variable variable(Section s) {
        String type = s.text("type", "text");
        if (!type.equals("text") && !type.equals("list")) s.fault("type", Shown.of(type), "text or list");
        boolean required = s.flag("required", true);
        String fallback = s.text("default", "");
        if (required && s.written("required") && s.written("default"))
            s.fault("default", Shown.of(fallback), "none, since the variable is required");
        Variable variable = new Variable(
                type.equals("list"),
                required && !s.written("default"),
                fallback,
                s.text("join", ", "),
                s.integer("max", 2_000, 1, MOST_CHARS),
                s.integer("items", 50, 1, MOST_ITEMS));
        s.end();
        return variable;
    }

    private static Message message(Section s, Set<String> variables, Set<String> used) {
        String role = s.required("role", "a role: " + String.join(", ", ROLES));
        if (role != null && !ROLES.contains(role)) s.fault("role", Shown.of(role), Nearest.oneOf(role, ROLES));
        String content = s.required("content", "a text, with {{name}} where a variable goes");
        for (String hole : content == null ? Set.<String>of() : Template.holes(content)) {
            used.add(hole);
            if (hole.equals("{{") || hole.equals("}}"))
                s.fault("content", "braces " + hole + " around no name", "{{name}}, with the name of a variable");
            else if (!variables.contains(hole))
                s.fault(
                        "content",
                        "{{" + hole + "}}",
                        "a variable that is declared: " + Nearest.oneOf(hole, variables));
        }
        s.end();
        return new Message(role, content == null ? "" : content);
    }

    /** As JSON: what looks like a number or a truth value is one. */
    private static JsonObject parameters(Section s) {
        JsonObject parameters = new JsonObject();
        for (String key : s.entries.keySet()) {
            if (key.equals("model") || key.equals("messages") || key.equals("stream"))
                s.fault(key, "a member that the template sets itself", "any other parameter of a chat request");
            String text = s.text(key, null);
            if (text == null) continue;
            if (text.matches("-?\\d{1,9}")) parameters.put(key, Integer.valueOf(text));
            else if (text.matches("-?\\d{1,9}\\.\\d{1,9}")) parameters.put(key, Double.valueOf(text));
            else if (text.matches("true|false")) parameters.put(key, Boolean.valueOf(text));
            else parameters.put(key, text);
        }
        return parameters;
    }

    /** Filled in once, so that a parameter which no provider would take is found now. */
    private static void trial(TemplateConfig template, String file, List<Fault> faults) {
        JsonObject values = new JsonObject();
        template.variables().forEach((name, v) -> values.put(name, v.list() ? new JsonArray().add("x") : "x"));
        try {
            new Template(template).fill(values, "model", "");
        } catch (FailureException refused) {
            String message = refused.failure().message();
            int got = message.indexOf(": got ");
            int expected = message.indexOf(", expected ");
            faults.add(new Fault(
                    file + ".parameters." + refused.failure().field(),
                    got < 0 || expected < 0 ? message : message.substring(got + 6, expected),
                    expected < 0 ? "a chat request that can be sent" : message.substring(expected + 11),
                    0));
        }
    }

    private static boolean glob(String pattern, String model) {
        if (pattern == null) return true;
        StringBuilder regex = new StringBuilder();
        for (String part : pattern.split("\\*", -1)) {
            if (!regex.isEmpty()) regex.append(".*");
            regex.append(Pattern.quote(part));
        }
        return model.matches(regex.toString());
    }
}
