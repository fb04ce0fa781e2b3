package dev.sluice.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.Failure;
import dev.sluice.model.FailureException;
import dev.sluice.model.TemplateConfig;
import dev.sluice.model.TemplateConfig.Message;
import dev.sluice.model.TemplateConfig.Variable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TemplateTest {
    private final Template template = new Template(new TemplateConfig(
            "greet",
            null,
            Map.of(
                    "who", new Variable(false, true, "", ", ", 10, 1),
                    "things", new Variable(true, true, "", "; ", 5, 2),
                    "tone", new Variable(false, false, "kind", ", ", 10, 1)),
            List.of(
                    new Message("system", "Be {{tone}}, {{ tone }}."),
                    new Message("user", "Greet {{who}} with {{things}} $1 \\")),
            new JsonObject().put("max_tokens", 7)));

    private static JsonObject values(String who) {
        return new JsonObject()
                .put("who", who)
                .put("things", new JsonArray().add("a").add("b"));
    }

    private JsonObject filled(JsonObject values) {
        return template.fill(values, "m", "").body().toJsonObject();
    }

    private static String content(JsonObject request, int message) {
        return request.getJsonArray("messages").getJsonObject(message).getString("content");
    }

    private Failure refused(JsonObject values) {
        return assertThrows(FailureException.class, () -> template.fill(values, "m", "variables."))
                .failure();
    }

    @Test
    void fillsEveryHole() {
        JsonObject request = filled(values("Ann"));
        assertEquals("Be kind, kind.", content(request, 0));
        assertEquals("Greet Ann with a; b $1 \\", content(request, 1));
        assertEquals("m", request.getString("model"));
        assertEquals(7, request.getInteger("max_tokens"));
    }

    @Test
    void whatAVariableHoldsIsNotLookedAtForHoles() {
        assertEquals("Greet {{tone}}$1 with a; b $1 \\", content(filled(values("{{tone}}$1")), 1));
    }

    @Test
    void anOptionalVariableMayBeBlankAndARequiredOneMayNot() {
        assertEquals("Be , .", content(filled(values("Ann").put("tone", "")), 0));
        assertEquals("invalid_variable", refused(values("\t")).code());
    }

    @Test
    void aMissingVariableIsNamed() {
        Failure failure = refused(new JsonObject().put("things", new JsonArray().add("a")));
        assertEquals(
                new Failure(
                        Failure.Kind.UNPROCESSABLE,
                        "missing_variable",
                        "variables.who: got nothing, expected a text, which the template greet needs",
                        "variables.who",
                        null),
                failure);
        assertEquals(
                "variables.things", refused(new JsonObject().put("who", "Ann")).field());
    }

    @Test
    void aWrongVariableIsNamedWithWhatCameAndWhatWasExpected() {
        assertEquals(
                "variables.who: got 11 characters, expected 1 to 10 characters",
                refused(values("12345678901")).message());
        assertEquals(
                "variables.who: got 7, expected a text",
                refused(values("x").put("who", 7)).message());
        assertEquals(
                "variables.things: got 3 items, expected 1 to 2",
                refused(values("x")
                                .put("things", new JsonArray().add("a").add("b").add("c")))
                        .message());
        assertEquals(
                "variables.things[1]",
                refused(values("x").put("things", new JsonArray().add("a").add("toolong")))
                        .field());
        assertEquals(
                "unknown_variable", refused(values("x").put("colour", "red")).code());
    }

    @Test
    void findsTheNamesOfHolesAndWhatIsNone() {
        assertEquals(Set.of("a", "b_1"), Template.holes("{{a}} {{ b_1 }} { {a} }"));
        assertEquals(Set.of("a", "{{"), Template.holes("{{a}} {{1}}"));
        assertEquals(Set.of("}}"), Template.holes("a}}"));
    }
}
