package dev.sluice.job;

import dev.sluice.model.Failure;
import dev.sluice.model.job.NewJob;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does jobs as a test tells it to, and writes down what was asked of it. */
final class ScriptedTrade implements Work.Trade {
    int room = 100;
    /** Models for which there is no room. */
    final Set<String> full = new HashSet<>();
    /** Models that do not exist. */
    final Set<String> unknown = new HashSet<>();

    final List<String> begun = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    private final Map<String, Promise<Buffer>> running = new LinkedHashMap<>();

    @Override
    public int room() {
        return room;
    }

    @Override
    public boolean room(NewJob order) {
        if (unknown.contains(order.model()))
            throw Failure.of(Failure.Kind.NOT_FOUND, "model_not_found", "nobody")
                    .exception();
        return !full.contains(order.model());
    }

    @Override
    public Work begin(NewJob order) {
        String model = order.model();
        Promise<Buffer> promise = Promise.promise();
        running.put(model, promise);
        begun.add(model);
        return new Work() {
            @Override
            public Future<Buffer> result() {
                return promise.future();
            }

            @Override
            public void cancel() {
                cancelled.add(model);
            }
        };
    }

    void completes(String model) {
        running.remove(model).complete(Buffer.buffer("{\"by\":\"" + model + "\"}"));
    }

    void fails(String model, Failure failure) {
        running.remove(model).fail(failure.exception());
    }
}
