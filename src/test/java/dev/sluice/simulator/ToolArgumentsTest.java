package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolArgumentsTest {
    private static final Question QUESTION = Question.of("What is the weather in Lisbon?");

    @Test
    void fitsTheSchema() {
        JsonObject arguments = arguments("""
                {"type":"object","properties":{
                  "city":{"type":"string"},
                  "query":{"type":["string","null"]},
                  "unit":{"enum":["C","F"]},
                  "days":{"type":"integer","minimum":3,"maximum":5},
                  "exact":{"type":"boolean"},
                  "from":{"type":"string","format":"date"},
                  "tags":{"type":"array","minItems":3,"items":{"type":"number"}},
                  "area":{"properties":{"kind":{"const":"box"}}},
                  "either":{"anyOf":[{"type":"integer"},{"type":"string"}]}}}
                """);
        assertEquals("Lisbon", arguments.getString("city"));
        assertEquals("What is the weather in Lisbon?", arguments.getString("query"));
        assertTrue(List.of("C", "F").contains(arguments.getString("unit")));
        assertTrue(arguments.getInteger("days") >= 3 && arguments.getInteger("days") <= 5);
        assertTrue(arguments.getValue("exact") instanceof Boolean);
        assertTrue(arguments.getString("from").matches("\\d{4}-\\d{2}-\\d{2}"));
        assertEquals(3, arguments.getJsonArray("tags").size());
        assertEquals("box", arguments.getJsonObject("area").getString("kind"));
        assertTrue(arguments.getValue("either") instanceof Integer);
    }

    @Test
    void comesToAnEndInASchemaThatIsVeryDeep() {
        JsonObject schema = new JsonObject();
        for (int i = 0; i < 50; i++)
            schema = new JsonObject()
                    .put("type", "array")
                    .put("items", new JsonObject().put("anyOf", new JsonArray().add(schema)));
        arguments(new JsonObject()
                .put("properties", new JsonObject().put("deep", schema))
                .encode());
    }

    @Test
    void noParametersAreAnEmptyObject() {
        assertEquals(new JsonObject(), arguments("{}"));
    }

    private static JsonObject arguments(String schema) {
        return new JsonObject(ToolArguments.json(new JsonObject(schema), QUESTION, 1));
    }
}
