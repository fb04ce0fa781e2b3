package dev.sluice.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulator on a free port, and what it says about requests that have ended. */
abstract class SimulatorTestBase {
    static final String QUESTION = "How do I keep an event loop from blocking in Java? ☕";

    final Vertx vertx = vertx();
    final BlockingQueue<ServedRequest> ended = new LinkedBlockingQueue<>();
    Simulator simulator;
    int port;

    Vertx vertx() {
        return Vertx.vertx();
    }

    SimulatorOptions options() {
        return SimulatorOptions.local();
    }

    @BeforeEach
    void start() throws Exception {
        simulator = new Simulator(vertx, options()).onEnd(ended::add);
        port = simulator.start().await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        simulator.close().await(10, TimeUnit.SECONDS);
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    ServedRequest nextEnded() throws InterruptedException {
        ServedRequest request = ended.poll(10, TimeUnit.SECONDS);
        if (request == null) throw new AssertionError("no request ended within 10 s");
        return request;
    }

    static JsonArray user(String text) {
        return new JsonArray().add(new JsonObject().put("role", "user").put("content", text));
    }

    static JsonObject ask(String model) {
        return new JsonObject()
                .put("model", model)
                .put("messages", user(QUESTION))
                .put("stream", true);
    }
}
