package dev.sluice.edge;

import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.job.Template;
import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Principal;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What a job or a part of a batch asks: a chat request, or {@code template} and {@code variables}.
 *
 * @param request  for the model
 * @param template whose variables were filled in, or null
 */
record Prompt(OpenAiRequest request, String template) {
    private static final Set<String> OF_TEMPLATES = Set.of("template", "variables", "model");

    /**
     * Reads one, and sees that there is a route for its model. Failures name the member.
     *
     * @param json without the members that are not the prompt's
     * @param at   where it stands in the caller's body, with a dot behind it, or empty
     */
    static Prompt read(Edge edge, Principal who, JsonObject json, String at) {
        try {
            Prompt prompt = json.containsKey("template") ? ofTemplate(edge, json) : new Prompt(chat(json), null);
            edge.parts().hub().routes().find(prompt.request.model(), who.tier(), null);
            return prompt;
        } catch (InvalidValueException wrong) {
            String message = wrong.getMessage();
            throw new Failure(Failure.Kind.INVALID, "invalid_request", at + message, at + wrong.field(), null)
                    .exception();
        } catch (FailureException refused) {
            throw at.isEmpty() ? refused : within(at, refused.failure());
        }
    }

    private static FailureException within(String at, Failure f) {
        String field = f.field() == null ? at.substring(0, at.length() - 1) : at + f.field();
        return new Failure(f.kind(), f.code(), at + f.message(), field, f.retryAfter()).exception();
    }

    private static OpenAiRequest chat(JsonObject json) {
        OpenAiRequest request = OpenAiRequest.read(json.toBuffer());
        if (request.choices() != 1)
            throw new InvalidValueException("n", request.choices(), "1: a result is one answer");
        return request;
    }

    private static Prompt ofTemplate(Edge edge, JsonObject json) {
        for (String member : json.fieldNames())
            if (!OF_TEMPLATES.contains(member))
                throw new InvalidValueException(
                        member, "a member beside a template", "template, variables and model alone");
        Template template = edge.parts().templates().find(Json.required(json, "template"), "template");
        Object variables = json.getValue("variables", new JsonObject());
        if (!(variables instanceof JsonObject values))
            throw new InvalidValueException("variables", variables, "an object");
        return new Prompt(fill(edge, template, values, Json.string(json, "model"), "variables."), template.name());
    }

    /** @param model as the caller names it, or null */
    static OpenAiRequest fill(Edge edge, Template template, JsonObject values, String model, String at) {
        String asked = model != null ? model : template.model();
        if (asked == null)
            asked = edge.parts().hub().routes().models().stream()
                    .findFirst()
                    .orElseThrow(() -> new InvalidValueException(
                            "model", null, "one, since neither the template nor any route names one"));
        return template.fill(values, asked, at);
    }
}
