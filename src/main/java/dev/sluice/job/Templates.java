package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.Failure.Kind;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.TemplateConfig;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The prompt templates of this node, by name. Immutable; any thread. */
public final class Templates {
    private final Map<String, Template> templates = new TreeMap<>();

    /** @param configs with names that differ */
    public Templates(Collection<TemplateConfig> configs) {
        for (TemplateConfig config : configs) templates.put(config.name(), new Template(config));
    }

    /**
     * Fails with {@code unknown_template}, naming those that there are.
     *
     * @param field of the caller's request, for the message
     */
    public Template find(String name, String field) {
        Template template = name == null ? null : templates.get(name);
        if (template != null) return template;
        String known = templates.isEmpty() ? "none, since none is configured" : String.join(", ", templates.keySet());
        String message = field + ": got " + InvalidValueException.show(name) + ", expected " + known;
        throw new Failure(Kind.NOT_FOUND, "unknown_template", message, field, null).exception();
    }
}
