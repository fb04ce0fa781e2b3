package dev.sluice.system;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One of the three official clients, asking the same questions as the others. */
interface Asker extends AutoCloseable {
    String SYSTEM = "Be brief. Naïve answers welcome ☀ 🌈";
    String QUESTION = "Why is the sky \"blue\"?";
    String CALL = "Please call get_weather for Bergen.";
    String TOOL = "get_weather";
    String RESULT = "Rain, as ever.";

    /** Asks {@link #QUESTION}. @param maxTokens of the answer */
    Said ask(String model, boolean stream, int maxTokens);

    /** Says {@link #CALL} with the tool at hand. */
    Said call(String model, boolean stream);

    /** Says {@link #CALL} and brings {@link #RESULT} for the call that it gets. */
    Said callAndTell(String model, boolean stream);

    @Override
    void close();

    /** The text that the simulator has for {@link #ask}. */
    static String expected(String model) {
        JsonArray messages = new JsonArray().add(message("system", SYSTEM)).add(message("user", QUESTION));
        return Simulator.expectedText(model, messages);
    }

    private static JsonObject message(String role, String content) {
        return new JsonObject().put("role", role).put("content", content);
    }
}
